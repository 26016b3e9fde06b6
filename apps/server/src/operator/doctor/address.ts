import { createServer } from 'node:net';
import { API_BASE } from '@ragkeep/contract';
import { isLoopback } from '../../config/environment.ts';
import type { Config } from '../../config.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import { explain, get } from './http.ts';

/** Whether our server answers at its address, or could listen there, and who else gets there. */
export async function checkAddress(config: Config): Promise<Finding[]> {
  return [await checkPort(config), ...checkExposure(config)];
}

async function checkPort({ host, port }: Config): Promise<Finding> {
  const where = `${host}:${port}`;
  if (port === 0) return ok('Address', 'any free port');
  try {
    const { status, body } = await get(`http://${dialable(host)}:${port}${API_BASE}/system/ready`);
    const answer = body as { status?: unknown; message?: unknown } | null;
    if (status === 200 && answer?.status === 'ready')
      return ok('Address', `the server answers at ${where} and is ready`);
    return typeof answer?.message === 'string' && status === 503
      ? problem('Address', `the server at ${where} is not ready: ${answer.message}`, 'Look into its log.')
      : taken(where);
  } catch {
    const refusal = await tryToListen(host, port);
    if (refusal === null) return ok('Address', `${where} is free`);
    return refusal === 'EADDRINUSE'
      ? taken(where)
      : problem(
          'Address',
          `cannot listen on ${where} (${refusal})`,
          'Set HOST to an address of this machine, and PORT above 1023.',
        );
  }
}

const taken = (where: string): Finding =>
  problem('Address', `another program listens on ${where}`, 'Stop it, or set PORT to another number.');

/** Null: it can be listened on. */
function tryToListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? explain(error)));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(null)));
  });
}

/** What listens on all addresses is reached by one of them. */
function dialable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function checkExposure({ host, registration, trustedProxies, publicUrl }: Config): Finding[] {
  if (isLoopback(host)) return [ok('Exposure', 'only this machine reaches the server')];
  return [
    registration === 'open'
      ? warning(
          'Registration',
          `whoever reaches ${host} can make a tenant`,
          'REGISTRATION=closed, and: ragkeep tenants create',
        )
      : ok('Registration', 'is closed'),
    publicUrl.startsWith('https:') && trustedProxies.length > 0
      ? ok('Exposure', `behind a proxy, at ${publicUrl}`)
      : warning(
          'Exposure',
          `${host} is reached from other machines, and the server speaks HTTP: keys can be read on the way`,
          'Put a proxy that speaks HTTPS before it, its address into TRUSTED_PROXIES, its https:// URL into PUBLIC_URL.',
        ),
  ];
}
