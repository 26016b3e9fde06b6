import { mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { type Config, ConfigError, readConfig } from './config.ts';
import { FolderInUseError } from './platform/db/embedded/lock.ts';
import { SchemaTooNewError } from './platform/db/migrate.ts';
import { WrongSecretError } from './platform/db/secret-check.ts';
import { UnfinishedError } from './platform/db/unfinished.ts';

/** Finish what is at hand within this time after SIGTERM, then go. */
const STOP_WITHIN_MS = 10_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  // Before the rest of the source is loaded, here and in worker processes: what was compiled once starts sooner, in less memory.
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  enableCompileCache(join(config.dataDir, 'cache'));
  const { startApp } = await import('./app.ts');
  const app = await startApp(config);

  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    app.log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        app.log.error({ err: error }, 'stopped badly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.stdout.write(greeting(app.url, config));
}

function greeting(url: string, { registration, workers }: Config): string {
  if (workers === 'only') {
    return `
  Ragkeep is running, and only works off the queue

  Health     ${url}/api/v1/system/health

`;
  }
  const next =
    registration === 'open'
      ? `Next, open the dashboard and set up your team. Or without a browser, for a first key:
  curl -X POST ${url}/api/v1/tenants -H 'Content-Type: application/json' -d '{"name":"My team","email":"me@example.com"}'`
      : 'Next, open the dashboard and log in. Registration is closed on this address; REGISTRATION=open lets the first team in.';
  return `
  Ragkeep is running

  Dashboard  ${url}
  API        ${url}/api/v1
  Reference  ${url}/api/docs
  Docs       ${url}/docs

  ${next}

`;
}

/** What an operator can mend is told plainly; everything else with its stack. */
main().catch((error: unknown) => {
  const plain = [ConfigError, FolderInUseError, SchemaTooNewError, WrongSecretError, UnfinishedError].some(
    (kind) => error instanceof kind,
  );
  const inUse = (error as { code?: string }).code === 'EADDRINUSE';
  const disk = diskTrouble(error);
  const text = inUse
    ? `Another program listens on this address already. Stop it, or set PORT to another number.`
    : plain
      ? (error as Error).message
      : disk !== null
        ? `The disk of DATA_DIR takes nothing: ${disk}`
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
  process.stderr.write(`\nRagkeep cannot start.\n${text}\n`);
  process.exit(1);
});

/** What the operating system or Postgres says of a disk that is full or read-only, wherever in the causes; null otherwise. */
function diskTrouble(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (/no space left|read-only file system|quota exceeded/i.test(error.message)) return error.message;
  return diskTrouble(error.cause);
}
