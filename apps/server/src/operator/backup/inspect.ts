import { buffer, text } from 'node:stream/consumers';
import { OperatorError } from '../errors.ts';
import { type Member, readArchive } from './archive.ts';
import { FORMAT, type Manifest, manifestSchema } from './manifest.ts';
import type { Row } from './rows.ts';

/** What a member is, by its name. */
export type Part =
  | { type: 'manifest' }
  | { type: 'secret'; name: string }
  | { type: 'rows'; table: string }
  | { type: 'file'; tenantId: string; id: string };

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ROWS = /^tables\/([a-z0-9_]+)\/\d+\.ndjson$/;
const FILE = new RegExp(`^files/(${UUID})/(${UUID})$`);

/** Throws an OperatorError for what no backup has in it: names become paths. */
export function partOf(name: string): Part {
  if (name === 'manifest.json') return { type: 'manifest' };
  if (name === 'secret' || name === 'secret.previous') return { type: 'secret', name };
  const [, table] = ROWS.exec(name) ?? [];
  if (table) return { type: 'rows', table };
  const [, tenantId, id] = FILE.exec(name) ?? [];
  if (tenantId && id) return { type: 'file', tenantId, id };
  throw new OperatorError('This is no backup of Ragkeep: there are other things in it.');
}

export interface Inspected {
  manifest: Manifest;
  /** The kept secret and the one before, if they are in it, by the names of their files. */
  secrets: ReadonlyMap<string, string>;
}

/**
 * Reads the whole of a backup without using it.
 *
 * @throws OperatorError unless it is one that this version can read, and just as it was written
 */
export async function inspectBackup(path: string): Promise<Inspected> {
  let manifest: Manifest | undefined;
  const secrets = new Map<string, string>();
  for await (const member of readArchive(path)) {
    const part = partOf(member.name);
    if (part.type === 'manifest') manifest ??= readManifest(await text(member.content));
    if (part.type === 'secret') secrets.set(part.name, await text(member.content));
  }
  if (!manifest) throw new OperatorError('This is no backup of Ragkeep: it has no manifest.');
  return { manifest, secrets };
}

function readManifest(json: string): Manifest {
  const { format } = JSON.parse(json) as { format?: number };
  if (typeof format === 'number' && format > FORMAT) {
    throw new OperatorError('The backup was made by a newer version of Ragkeep. Use that version, or a later one.');
  }
  const parsed = manifestSchema.safeParse(JSON.parse(json));
  if (!parsed.success) throw new OperatorError('The backup’s manifest cannot be read.');
  return parsed.data;
}

export async function rowsOf({ content }: Member): Promise<Row[]> {
  const lines = (await buffer(content)).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
}
