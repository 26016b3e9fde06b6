export type { Surroundings } from './command.ts';
export { CLIENT_COMMANDS } from './commands/index.ts';
export { perform, runWords } from './run.ts';
