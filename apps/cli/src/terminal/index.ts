export { checkTyped, findCommand, readArguments, UsageError } from './arguments.ts';
export { helpFor, overview } from './help.ts';
export { readLine } from './lines.ts';
export { count, facts, listed, plain, plainText, table } from './print.ts';
export { listOf, type Typeable, type Typed, uuid, wholeNumber } from './typeable.ts';
