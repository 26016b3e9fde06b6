import { type Encoder, EncoderError } from '../embedding/encoder.ts';
import { observe, type Telemetry } from './observed.ts';

/** The same encoder, counted and timed. */
export function observedEncoder(encoder: Encoder, { metrics, tracing }: Telemetry): Encoder {
  function observed<T>(purpose: 'question' | 'passages', texts: number, encode: () => Promise<T>): Promise<T> {
    const inProgress = metrics.encoderInProgress.labels(purpose);
    inProgress.inc();
    const options = { attributes: { 'ragkeep.purpose': purpose, 'ragkeep.texts': texts }, outcomeOf };
    return observe(tracing, 'encode', options, encode, (seconds, outcome) => {
      inProgress.dec();
      metrics.encoderSeconds.observe({ purpose, outcome }, seconds);
      if (purpose === 'passages' && outcome === 'ok') metrics.passagesEncoded.inc(texts);
    });
  }
  return {
    id: encoder.id,
    fusionWeight: encoder.fusionWeight,
    get dimensions() {
      return encoder.dimensions;
    },
    encodeQuery: (text, signal) => observed('question', 1, () => encoder.encodeQuery(text, signal)),
    encodePassages: (texts, signal) => observed('passages', texts.length, () => encoder.encodePassages(texts, signal)),
    close: () => encoder.close(),
  };
}

const outcomeOf = (error: unknown) => (error instanceof EncoderError ? error.code : 'aborted');
