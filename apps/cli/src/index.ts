export { CLIENT_COMMANDS } from './commands/index.ts';
export { perform, runWords } from './run.ts';
