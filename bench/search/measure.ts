import { percentile } from '../lib/server.ts';
import { loadData } from './data.ts';
import { type Engine, TOP } from './engine.ts';
import { nearest, recall } from './exact.ts';
import { openLanceDb } from './lancedb.ts';
import { openOrama } from './orama.ts';
import { openOurs } from './ours.ts';
import { makeLibrary } from './ours-data.ts';

/** Milliseconds, and shares of the ten best. */
export interface SearchFigures {
  name: string;
  p50: number;
  p95: number;
  /** By meaning alone, of the ten best by exact cosines. */
  recall: number;
  /** Of the ten best that the same fusion has with exact cosines. */
  hybridRecall: number;
}

/** Passes over the questions; the first is to warm up. */
const ROUNDS = 4;
/**
 * Questions that one engine is asked before it is the next one's turn: so that each has its data in the processor's cache, as when
 * it is used, and a busy moment of the machine still favours none.
 */
const TURN = 20;
/** Orama takes 0.1 s for one at 20,000 and 2 s at 100,000: it is asked a few, once a pass. */
const QUESTIONS = { all: 200, slow: 5 };

export async function measureSearch(cache: string, size: number): Promise<SearchFigures[]> {
  const data = await loadData(cache, size);
  const library = await makeLibrary(cache, data);
  const engines = [await openOurs(library, data, '0.1.0'), await openLanceDb(cache, data), await openOrama(data)];
  const slow = engines.length - 1;
  const times: number[][] = engines.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (let first = 0; first < QUESTIONS.all; first += TURN) {
      for (const [index, engine] of engines.entries()) {
        const end = Math.min(first + TURN, index === slow ? QUESTIONS.slow : QUESTIONS.all);
        for (let place = first; place < end; place++) {
          const started = performance.now();
          await engine.hybrid(place);
          if (round > 0) times[index]?.push(performance.now() - started);
        }
      }
    }
  }
  const figures: SearchFigures[] = [];
  const truths = data.questionVectors.map((vector) => nearest(data.vectors, vector, TOP).map(({ place }) => place));
  for (const [index, engine] of engines.entries()) {
    const asked = index === slow ? QUESTIONS.slow : QUESTIONS.all;
    figures.push({
      name: engine.name,
      p50: percentile(times[index] ?? [], 0.5),
      p95: percentile(times[index] ?? [], 0.95),
      recall: await meanRecall(asked, engine.semantic, async (place) => truths[place] ?? []),
      hybridRecall: await meanRecall(asked, engine.hybrid, engine.exactHybrid),
    });
    await engine.close();
  }
  return figures;
}

async function meanRecall(questions: number, ask: Engine['hybrid'], truth: Engine['hybrid']): Promise<number> {
  let sum = 0;
  for (let place = 0; place < questions; place++) sum += recall(await ask(place), await truth(place));
  return sum / questions;
}
