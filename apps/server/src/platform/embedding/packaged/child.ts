import { serve } from '../../workers/serve.ts';
import { loadModel } from './model.ts';

/** What the pool hands to every child once. */
export interface ChildInput {
  readonly modelDir: string;
}

/** The child's side of the packaged encoder: per text of a request, its windows' vectors. */
serve<ChildInput, readonly string[], Float32Array[][]>(async ({ modelDir }) => {
  const model = await loadModel(modelDir);
  return async (texts) => {
    const vectors: Float32Array[][] = [];
    for (const text of texts) vectors.push(await model.encode(text));
    return vectors;
  };
});
