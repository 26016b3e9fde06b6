#!/usr/bin/env node
import { CLIENT_COMMANDS } from './commands/index.ts';
import { runWords } from './run.ts';
import { findCommand, helpFor, overview } from './terminal/index.ts';

const MISUSED = 2;

/** `ragkeep` where no server is installed: the commands of a client alone. */
const words = process.argv.slice(2);
const wanted = words.filter((word) => !['help', '--help', '-h'].includes(word));
const found = findCommand(CLIENT_COMMANDS, wanted);
if (wanted.length < words.length) {
  process.stdout.write(`${found ? helpFor(found.command) : overview(CLIENT_COMMANDS)}\n`);
} else {
  const code = await runWords(words, process);
  if (code === null) process.stderr.write(`${overview(CLIENT_COMMANDS)}\n`);
  process.exitCode = code ?? MISUSED;
}
