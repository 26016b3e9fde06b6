import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildGraph, GRAPH_VERSION } from './graph.ts';
import { encoderWeights } from './layout.ts';
import { fingerprint, readSources, readWeights } from './weights.ts';

/**
 * The path of the ONNX file in `modelDir`, written (28 MB, about half a second) if it is not there yet. Its name holds
 * a hash of what it was made from, so a new package or graph makes a new file. A reader never meets half a file: it
 * is written beside, flushed and renamed. Processes that start together may each write it; the last rename wins with
 * the same bytes, which is simpler than a lock that could be left behind.
 */
export async function ensureModelFile(modelDir: string): Promise<string> {
  const path = await modelFile(modelDir);
  if (!(await isThere(path))) {
    await writeAtomically(modelDir, path, buildGraph(encoderWeights(readWeights(await readSources()))));
  }
  return path;
}

/** Whether the file is written already. */
export const hasModelFile = async (modelDir: string): Promise<boolean> => isThere(await modelFile(modelDir));

async function modelFile(modelDir: string): Promise<string> {
  const hash = createHash('sha256').update(`graph ${GRAPH_VERSION} ${await fingerprint()}`);
  return join(modelDir, `use-lite-${hash.digest('hex').slice(0, 16)}.onnx`);
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

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
