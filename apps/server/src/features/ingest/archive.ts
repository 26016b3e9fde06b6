import { basename } from 'node:path';
import type { Files } from '../../platform/files.ts';
import type { NewSource, QueuedSource } from '../jobs/index.ts';
import type { FileRef, Reader } from './reader/index.ts';

/** Of unpacked content that is in memory at a time; each time the archive is opened anew. */
const BYTES_AT_A_TIME = 16_000_000;

/**
 * Stores the files in a ZIP archive as sources of their own.
 *
 * @returns null for a file that is no archive
 * @throws UnreadableError for an archive that is damaged, encrypted or beyond the limits; nothing stays stored then
 */
export async function unpackArchive(
  { reader, files }: { reader: Reader; files: Files },
  source: QueuedSource,
  archive: FileRef,
  signal: AbortSignal,
): Promise<NewSource[] | null> {
  const entries = await reader.listArchive(archive, signal);
  if (entries === null) return null;
  const { tenant_id: tenantId } = source;
  const unpacked: NewSource[] = [];
  try {
    for (const names of inBatches(entries)) {
      const contents = await reader.unpack(archive, names, signal);
      for (const [index, content] of contents.entries()) {
        const { id, sha256, bytes } = await files.write(tenantId, once(content), content.byteLength);
        const name = names[index] ?? '';
        if (bytes === 0) await files.delete(tenantId, [id]);
        else unpacked.push(sourceOf(source, name, { id, sha256 }));
      }
    }
    return unpacked;
  } catch (error) {
    await files.delete(
      tenantId,
      unpacked.flatMap(({ file_id }) => file_id ?? []),
    );
    throw error;
  }
}

const sourceOf = (archive: QueuedSource, name: string, file: { id: string; sha256: Buffer }): NewSource => ({
  kind: 'file',
  label: `${archive.label}/${name}`,
  file_id: file.id,
  filename: basename(name),
  content_hash: file.sha256,
  depth: archive.depth + 1,
  metadata: JSON.stringify(archive.metadata),
});

function inBatches(entries: readonly { name: string; bytes: number }[]): string[][] {
  const batches: string[][] = [];
  let room = 0;
  for (const { name, bytes } of entries) {
    if (bytes > room || batches.length === 0) {
      batches.push([]);
      room = BYTES_AT_A_TIME;
    }
    batches.at(-1)?.push(name);
    room -= bytes;
  }
  return batches;
}

async function* once(content: Uint8Array): AsyncIterable<Uint8Array> {
  yield content;
}
