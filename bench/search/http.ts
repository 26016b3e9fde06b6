import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createPackagedEncoder } from '../../apps/server/src/platform/embedding/packaged/encoder.ts';
import { percentile, startServer, timed } from '../lib/server.ts';
import { type Data, loadData } from './data.ts';
import { TOP } from './engine.ts';
import { makeLibrary } from './ours-data.ts';

/** Milliseconds. */
export interface HttpFigures {
  /** From the start of the process until it answers, with all the data there; the least of three. */
  start: number;
  /** A hybrid search by one client, the encoding of the question included. */
  search: number;
  /** The encoding of a question alone. */
  encode: number;
}

const STARTS = 3;

/** The whole server over the library of that size. */
export async function measureHttp(cache: string, size: number): Promise<HttpFigures> {
  const data = await loadData(cache, size);
  const { dataDir, key, projectId } = await makeLibrary(cache, data);
  const starts: number[] = [];
  let search = Number.NaN;
  for (let n = 0; n < STARTS; n++) {
    const server = await startServer({ dataDir, key });
    starts.push(server.startMs);
    if (n === STARTS - 1) {
      const ask = (place: number) =>
        server.call('POST', `/projects/${projectId}/search`, { query: data.questions[place], top_k: TOP });
      // The copy of the vectors in memory is made behind the first searches.
      for (let pass = 0; pass < 2; pass++) await timed(data.questions.length, ask);
      search = percentile(await timed(data.questions.length, ask), 0.5);
    }
    await server.stop({ keep: true });
  }
  return { start: Math.min(...starts), search, encode: await measureEncoder(cache, data) };
}

async function measureEncoder(cache: string, { questions }: Data): Promise<number> {
  const modelDir = join(cache, 'model');
  await mkdir(modelDir, { recursive: true });
  const encoder = await createPackagedEncoder({ modelDir });
  const encode = (place: number) => encoder.encodeQuery(questions[place] ?? '');
  await timed(questions.length, encode);
  const times = await timed(questions.length, encode);
  await encoder.close();
  return percentile(times, 0.5);
}
