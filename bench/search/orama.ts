import { create, insertMultiple, search } from '@orama/orama';
import { named } from '../lib/versions.ts';
import type { Data } from './data.ts';
import { type Engine, TOP } from './engine.ts';

/**
 * Orama in memory, with its own fusion and its defaults: it compares all vectors and leaves out those less similar than 0.8. With no such
 * bound it finds all of the nearest, and takes several times as long, since it then sorts everything.
 */
export async function openOrama({ passages, vectors, questions, questionVectors }: Data): Promise<Engine> {
  const index = create({ schema: { text: 'string', vector: 'vector[512]' } as const });
  const rows = passages.map((text, id) => ({ id: String(id), text, vector: [...(vectors[id] ?? [])] }));
  await insertMultiple(index, rows, 1000);
  const ask = async (place: number, mode: 'hybrid' | 'vector') => {
    const { hits } = await search(index, {
      mode,
      term: questions[place] ?? '',
      vector: { value: [...(questionVectors[place] ?? [])], property: 'vector' },
      limit: TOP,
    });
    return hits.map(({ id }) => Number(id));
  };
  return {
    name: named('@orama/orama'),
    hybrid: (place) => ask(place, 'hybrid'),
    semantic: (place) => ask(place, 'vector'),
    exactHybrid: (place) => ask(place, 'hybrid'),
    close: async () => {},
  };
}
