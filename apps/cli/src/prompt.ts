import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Surroundings } from './command.ts';
import { ClientError } from './errors.ts';

/** Asks on the terminal. Questions are on standard error, since standard output is for results. */
export async function ask({ stdin, stderr }: Surroundings, question: string): Promise<string> {
  const lines = createInterface({ input: stdin, output: stderr, terminal: true });
  // Ctrl-C and Ctrl-D close it, and the question would wait for ever.
  const closed = new Promise<never>((_, reject) => {
    lines.once('close', () => reject(new ClientError('Nothing was entered.')));
  });
  try {
    lines.on('SIGINT', () => lines.close());
    return (await Promise.race([lines.question(question), closed])).trim();
  } finally {
    closed.catch(() => {});
    lines.close();
  }
}

/** The same for what nobody should read over a shoulder: nothing that is typed is shown. */
export async function askHidden(surroundings: Surroundings, question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  surroundings.stderr.write(question);
  try {
    return await ask({ ...surroundings, stderr: nowhere }, '');
  } finally {
    surroundings.stderr.write('\n');
  }
}
