import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { readLine } from '@ragkeep/cli/terminal';
import type { Config, Endpoint } from '../../config.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import { explain, get } from './http.ts';

/** Whether those answer that the settings name. */
export async function checkServices({ llm, embedding, smtp, identityProvider }: Config): Promise<Finding[]> {
  return Promise.all([
    ...(llm ? [checkModel('Language model', 'LLM', llm)] : []),
    ...(embedding ? [checkModel('Encoder', 'EMBEDDING', embedding)] : []),
    ...(smtp ? [checkMail(smtp.url)] : []),
    ...(identityProvider ? [checkIssuer(identityProvider)] : []),
  ]);
}

async function checkModel(subject: string, settings: string, endpoint: Endpoint): Promise<Finding> {
  const { baseUrl, apiKey, model } = endpoint;
  try {
    const { status, body } = await get(`${baseUrl.replace(/\/$/, '')}/models`, { authorization: `Bearer ${apiKey}` });
    if (status === 401 || status === 403) {
      return problem(subject, `${baseUrl} refuses the key`, `Set ${settings}_API_KEY to one that it takes.`);
    }
    const { data } = (body ?? {}) as { data?: unknown };
    const names = Array.isArray(data) ? data.map((entry: { id?: unknown } | null) => entry?.id) : [];
    return names.length > 0 && !names.includes(model)
      ? warning(subject, `${baseUrl} does not list the model ${model}`, `Set ${settings}_MODEL to one that it has.`)
      : ok(subject, `${baseUrl} answers`);
  } catch (error) {
    return problem(subject, `${baseUrl} cannot be reached: ${explain(error)}`, `Check ${settings}_BASE_URL.`);
  }
}

/** Waits for the greeting, which says that it is a mail server. Nothing is sent, no password either. */
async function checkMail(url: string): Promise<Finding> {
  const { protocol, hostname, port } = new URL(url);
  const isTls = protocol === 'smtps:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const target = { host, port: Number(port) || (isTls ? 465 : 587), timeout: 5_000 };
  const where = `${hostname}:${target.port}`;
  const socket = isTls ? connectTls({ ...target, servername: host }) : connectPlain(target);
  let failure: unknown;
  socket.once('timeout', () => socket.destroy(new Error('timeout')));
  socket.on('error', (error) => {
    failure = error;
  });
  const greeting = await readLine(socket);
  socket.destroy();
  return greeting?.startsWith('220')
    ? ok('Mail', `${where} answers`)
    : problem('Mail', `${where} does not answer as a mail server: ${explain(failure ?? {})}`, 'Check SMTP_URL.');
}

async function checkIssuer({ issuer, jwksUrl }: { issuer: string; jwksUrl?: string | undefined }): Promise<Finding> {
  const url = jwksUrl ?? `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const subject = 'Identity provider';
  try {
    const { status, body } = await get(url);
    const found = body as { issuer?: unknown; keys?: unknown } | null;
    if (status !== 200 || !found) {
      return problem(subject, `${url} answers ${status}`, 'Check OIDC_ISSUER and OIDC_JWKS_URL.');
    }
    if (jwksUrl === undefined && found.issuer !== issuer) {
      return problem(subject, `it calls itself ${String(found.issuer)}`, 'Set OIDC_ISSUER to exactly that.');
    }
    return ok(subject, `${url} answers`);
  } catch (error) {
    return problem(subject, `${url} cannot be reached: ${explain(error)}`, 'Check OIDC_ISSUER and the network.');
  }
}
