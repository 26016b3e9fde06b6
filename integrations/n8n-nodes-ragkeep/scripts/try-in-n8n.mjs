// Runs the example workflows in a real n8n against a real Ragkeep, both on this machine, and prints the answers.
//
//   npm install --ignore-scripts && npm run build      # here
//   npm install --prefix /tmp/n8n n8n                  # n8n itself, with the Node it asks for
//   FETCH_ALLOW_PRIVATE=127.0.0.0/8 npm start          # Ragkeep, in the project's folder
//   node scripts/try-in-n8n.mjs /tmp/n8n/node_modules/.bin/n8n http://127.0.0.1:3000
//
// The package is installed as n8n installs community nodes, into a home of its own that is deleted afterwards.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const [n8n, server = 'http://127.0.0.1:3000'] = process.argv.slice(2);
if (!n8n) throw new Error('Usage: try-in-n8n.mjs <path of n8n> [address of Ragkeep]');

const here = join(import.meta.dirname, '..');
const run = promisify(execFile);
const home = await mkdtemp(join(tmpdir(), 'ragkeep-n8n-'));
const env = {
  ...process.env,
  N8N_USER_FOLDER: home,
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_TEMPLATES_ENABLED: 'false',
  N8N_PERSONALIZATION_ENABLED: 'false',
};

async function post(path, body, key) {
  const headers = { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) };
  const answer = await fetch(`${server}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const result = await answer.json();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${result.message}`);
  return result;
}

/** A page for Ragkeep to fetch. */
const site = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end(`<!doctype html><title>Ferry</title><main><h1>The ferry</h1>
    <p>The ferry to the island leaves at eight in the morning and at five in the afternoon. Bicycles travel free of charge.</p></main>`);
});
await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));

try {
  const { stdout: version } = await run(n8n, ['--version'], { env });
  console.log(`n8n ${version.trim()}, Node ${process.versions.node}`);

  const { api_key: owner } = await post('/tenants', { name: 'n8n', email: 'n8n@example.com' });
  const project = await post('/projects', { name: 'Ferry' }, owner);
  const { raw_key: key } = await post(
    '/api-keys',
    { name: 'n8n', scopes: ['ingest', 'query', 'projects:read', 'agents:read'], project_ids: [project.id] },
    owner,
  );

  // As n8n does it when a community node is installed by hand.
  const nodes = join(home, '.n8n', 'nodes');
  await mkdir(nodes, { recursive: true });
  const { stdout: packed } = await run('npm', ['pack', '--silent', '--pack-destination', nodes], { cwd: here });
  await writeFile(join(nodes, 'package.json'), '{"name":"installed-nodes","private":true}');
  await run('npm', ['install', '--omit=peer', '--legacy-peer-deps', `./${packed.trim()}`], { cwd: nodes });

  const credentials = [
    { id: 'ragkeep000000001', name: 'Ragkeep', type: 'ragkeepApi', data: { baseUrl: server, apiKey: key } },
    { id: 'ragkeep000000002', name: 'Bearer', type: 'httpBearerAuth', data: { token: key } },
    { id: 'ragkeep000000003', name: 'Header', type: 'httpHeaderAuth', data: { name: 'X-Api-Key', value: key } },
  ];
  await writeFile(join(home, 'credentials.json'), JSON.stringify(credentials));
  await run(n8n, ['import:credentials', `--input=${join(home, 'credentials.json')}`], { env });

  const values = {
    server,
    project: project.slug,
    agent_id: project.agent_id,
    url: `http://127.0.0.1:${site.address().port}/`,
    question: 'When does the ferry leave?',
  };
  for (const [index, file] of (await readdir(join(here, 'examples'))).entries()) {
    const workflow = JSON.parse(await readFile(join(here, 'examples', file), 'utf8'));
    workflow.id = `ragkeepflow${index}`;
    for (const node of workflow.nodes) fill(node, values, credentials);
    const path = join(home, file);
    await writeFile(path, JSON.stringify(workflow));
    await run(n8n, ['import:workflow', `--input=${path}`], { env });
    const { stdout } = await run(n8n, ['execute', `--id=${workflow.id}`, '--rawOutput'], { env, maxBuffer: 2 ** 26 });
    show(file, JSON.parse(stdout.slice(stdout.indexOf('{'))));
  }
} finally {
  site.close();
  await rm(home, { recursive: true, force: true });
}

/** What a person does after the import: chooses the credential, and writes the settings. */
function fill(node, values, credentials) {
  for (const assignment of node.parameters.assignments?.assignments ?? []) assignment.value = values[assignment.name];
  const type = node.parameters.genericAuthType ?? (node.type.endsWith('.ragkeep') ? 'ragkeepApi' : null);
  const credential = credentials.find((one) => one.type === type);
  if (credential) node.credentials = { [type]: { id: credential.id, name: credential.name } };
}

function show(file, { data, status }) {
  const [last] = data.resultData.runData.Ask;
  const { answer, citations } = last.data.main[0][0].json;
  console.log(`\n${file}: ${status ?? 'done'}\n  ${answer}`);
  for (const { n, quote, document } of citations)
    console.log(`  [${n}] “${quote}” (${document.title}, ${document.url})`);
  if (citations.length === 0) throw new Error(`${file}: no citation`);
}
