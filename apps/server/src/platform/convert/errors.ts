export type ConversionCode =
  | 'unsupported_format'
  | 'encrypted'
  | 'corrupt'
  | 'empty'
  | 'no_text'
  | 'too_large'
  | 'too_slow'
  | 'crashed';

/** Why a file could not be read. The message is for the person who sent it: what is wrong and what to do. */
export class ConversionError extends Error {
  readonly code: ConversionCode;

  constructor(code: ConversionCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConversionError';
    this.code = code;
  }
}
