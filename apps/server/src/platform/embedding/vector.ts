import { EncoderError } from './encoder.ts';

/**
 * `values` scaled to length 1. A vector of zeros has no direction and NaN none either: both would silently match
 * nothing or everything, so they are refused with `encoder_bad_answer`.
 */
export function unitVector(values: ArrayLike<number>): Float32Array {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] ?? 0) ** 2;
  const length = Math.sqrt(squares);
  if (!Number.isFinite(length) || length === 0) {
    throw new EncoderError(
      'encoder_bad_answer',
      'The encoder returned a vector of zeros or with values that are not numbers; it was not stored.',
    );
  }
  return Float32Array.from(values, (value) => value / length);
}

/** The direction between vectors of one size: the unit vector of their mean. */
export function meanVector(vectors: readonly Float32Array[]): Float32Array {
  const [first, ...rest] = vectors;
  if (first === undefined) throw new RangeError('A mean needs at least one vector.');
  if (rest.length === 0) return first;
  return unitVector(first.map((value, i) => rest.reduce((sum, vector) => sum + (vector[i] ?? 0), value)));
}
