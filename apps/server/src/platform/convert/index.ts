export { convert } from './convert.ts';
export { type Converter, type ConverterOptions, createConverter } from './converter.ts';
export { type ConversionCode, ConversionError } from './errors.ts';
export { defaultLimits, type Limits } from './limits.ts';
export type { Converted, Format, Page, SourceFile } from './types.ts';
