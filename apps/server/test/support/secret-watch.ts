import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Db } from '../../src/platform/db/index.ts';

/** Shorter ones could stand in any text by chance. */
const MIN_LENGTH = 12;

/** Fields of requests and answers whose text is a secret. */
const SECRET_FIELDS = new Set([
  'authorization',
  'x-api-key',
  'cookie',
  'idempotency-key',
  'raw_key',
  'api_key',
  'access',
  'refresh',
  'token',
  'password',
  'current_password',
  'new_password',
  'secret',
  'client_secret',
  'recovery_codes',
]);

/** A place where a secret must not be: its name and all of its text. */
export type Sink = [name: string, text: string];

/**
 * Remembers every secret that the clients of one app sent or were given, and the bodies of the errors they were answered, so that
 * when the app ends it can be shown that none of them was kept in readable form.
 */
export class SecretWatch {
  readonly #secrets = new Set<string>();
  /** What a caller wrote into a text of their own. It stays in that text, but gets into no log, audit event or error. */
  readonly #pasted = new Set<string>();
  readonly #errors: string[] = [];

  add(secret: string | undefined): void {
    if (secret && secret.length >= MIN_LENGTH) this.#secrets.add(secret);
  }

  sent(body: unknown, headers: Record<string, string> = {}): void {
    const fields = typeof body === 'object' && body !== null && !(body instanceof FormData) ? body : {};
    this.#collect(fields);
    const ownText = JSON.stringify([fields, headers], (field, value) => (SECRET_FIELDS.has(field) ? undefined : value));
    for (const secret of this.#secrets) if (ownText.includes(secret)) this.#pasted.add(secret);
  }

  answered({ status, body, text, headers }: { status: number; body: unknown; text: string; headers: Headers }): void {
    if (status >= 400) this.#errors.push(text);
    else if (typeof body === 'object' && body !== null) this.#collect(body);
    this.add(/^ragkeep_refresh=([^;]+)/.exec(headers.get('set-cookie') ?? '')?.[1]);
  }

  #collect(body: object): void {
    for (const [field, value] of Object.entries(body)) {
      if (!SECRET_FIELDS.has(field)) continue;
      for (const secret of [value].flat()) if (typeof secret === 'string') this.add(secret);
      // Of a mailed link's token `tenant.id.secret` the last part is all that is secret.
      if (field === 'token' && typeof value === 'string') this.add(value.split('.').at(-1));
    }
  }

  get errors(): Sink {
    return ['error bodies', this.#errors.join('\n')];
  }

  /** Where a secret was found that must not be there; the secret itself is cut, since this ends in a report. */
  found(sinks: readonly Sink[]): string[] {
    return sinks.flatMap(([name, text]) =>
      [...this.#secrets]
        .filter((secret) => !(this.#pasted.has(secret) && mayHoldTexts(name)) && holds(text, secret))
        .map((secret) => `${name}: ${secret.slice(0, 6)}…`),
    );
  }
}

/** As text, or as a column of bytes is written. */
export const holds = (text: string, secret: string): boolean =>
  text.includes(secret) || text.includes(Buffer.from(secret).toString('hex'));

/** Whether the sink is a table of what callers write. */
const mayHoldTexts = (sink: string): boolean => sink.startsWith('table ') && sink !== 'table audit_events';

/** Every row of every table, as PostgreSQL writes it. */
export async function tableSinks(db: Db): Promise<Sink[]> {
  const { rows: tables } = await sql<{ name: string }>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`.execute(db);
  const sinks: Sink[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`SELECT t::text AS row FROM ${sql.table(name)} t`.execute(db);
    sinks.push([`table ${name}`, rows.map(({ row }) => row).join('\n')]);
  }
  return sinks;
}

/** Every file of a folder. */
export async function fileSinks(folder: string): Promise<Sink[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file): Promise<Sink> => [`file ${file}`, await readFile(file, 'latin1')]));
}
