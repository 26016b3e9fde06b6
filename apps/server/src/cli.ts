#!/usr/bin/env node
import { runCommand } from './command-line.ts';

const words = process.argv.slice(2);
if (words[0] === 'serve' && words.length === 1) await import('./main.ts');
else process.exitCode = await runCommand(words, process);
