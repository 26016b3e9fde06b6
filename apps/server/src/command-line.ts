import { runWords, type Surroundings } from '@ragkeep/cli';

/**
 * `ragkeep …`, but for `serve`: a client's command, or an operator's.
 *
 * @returns the exit code
 */
export async function runCommand(words: string[], surroundings: Surroundings): Promise<number> {
  // Names that the operator’s commands share with a client’s, as `keys list`: the operator says which tenant is meant, a client has a key.
  const namesTenant = words.some((word) => word === '--tenant' || word.startsWith('--tenant='));
  const wantsHelp = words.some((word) => ['help', '--help', '-h'].includes(word));
  const code = namesTenant || wantsHelp ? null : await runWords(words, surroundings);
  if (code !== null) return code;
  // The server's code is loaded only for what needs it.
  const { runAsOperator } = await import('./operator/run.ts');
  return runAsOperator(words, surroundings);
}
