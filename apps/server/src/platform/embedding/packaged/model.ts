import { InferenceSession, Tensor } from 'onnxruntime-node';
import { EncoderError } from '../encoder.ts';
import { unitVector } from '../vector.ts';
import { MAX_TOKENS } from './graph.ts';
import { ensureModelFile } from './model-file.ts';
import { createTokenizer } from './tokenizer.ts';
import { readVocabulary } from './weights.ts';
import { splitWindows } from './windows.ts';

/** The packaged sentence encoder in this process; each call keeps its thread busy for 5–10 ms a window. */
export interface Model {
  /** One unit vector [512] per window of at most 128 tokens, in order. Throws `encoder_empty_text` for blank text. */
  encode(text: string): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** Loads the model (about 0.2 s), writing its file into the folder `modelDir` first if it is missing. */
export async function loadModel(modelDir: string): Promise<Model> {
  const { tokenize, startsWord } = createTokenizer(await readVocabulary());
  const session = await InferenceSession.create(await ensureModelFile(modelDir), { intraOpNumThreads: 1 });
  const output = session.outputNames.join();
  const encodeWindow = async (tokens: Int32Array): Promise<Float32Array> => {
    const results = await session.run({ tokens: new Tensor('int32', tokens, [tokens.length]) });
    return unitVector(results[output]?.data as Float32Array);
  };
  return {
    encode: async (text) => {
      // To the vocabulary a line break is an unknown character; the model was trained on text without any.
      const words = text.replace(/\s+/g, ' ').trim();
      if (words === '') throw new EncoderError('encoder_empty_text', 'The text to encode is empty or blank.');
      const vectors: Float32Array[] = [];
      for (const tokens of splitWindows(tokenize(words), MAX_TOKENS, startsWord)) {
        vectors.push(await encodeWindow(tokens));
      }
      return vectors;
    },
    close: () => session.release(),
  };
}
