#!/usr/bin/env node
import { runWords } from '@ragkeep/cli';

const words = process.argv.slice(2);
/** Names that the operator’s commands share with a client’s, as `keys list`: the operator says which tenant is meant, a client has a key. */
const namesTenant = words.some((word) => word === '--tenant' || word.startsWith('--tenant='));
const wantsHelp = words.some((word) => ['help', '--help', '-h'].includes(word));

if (words[0] === 'serve' && words.length === 1) {
  await import('./main.ts');
} else {
  const code = namesTenant || wantsHelp ? null : await runWords(words, process);
  // The server's code is loaded only for what needs it.
  process.exitCode = code ?? (await (await import('./operator/run.ts')).runAsOperator(words));
}
