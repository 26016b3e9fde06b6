import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildGraph, GRAPH_VERSION } from './graph.ts';
import { encoderWeights } from './layout.ts';
import { readSources, readWeights } from './weights.ts';

/**
 * The path of the ONNX file in `modelDir`, written (28 MB, about half a second) if it is not there yet. Its name holds
 * a hash of what it was made from, so a new package or graph makes a new file. A reader never meets half a file: it
 * is written beside, flushed and renamed. Processes that start together may each write it; the last rename wins with
 * the same bytes, which is simpler than a lock that could be left behind.
 */
export async function ensureModelFile(modelDir: string): Promise<string> {
  const sources = await readSources();
  const hash = createHash('sha256').update(`graph ${GRAPH_VERSION}`).update(sources.manifest);
  for (const shard of sources.shards) hash.update(shard);
  const path = join(modelDir, `use-lite-${hash.digest('hex').slice(0, 16)}.onnx`);
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (!exists) await writeAtomically(modelDir, path, buildGraph(encoderWeights(readWeights(sources))));
  return path;
}

async function writeAtomically(dir: string, path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dir, { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync(); // else a power cut could leave the final name on an empty file
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
