import { createInterface } from 'node:readline';
import { type Answer, type Citation, type Ragkeep, RagkeepError } from '@ragkeep/sdk';
import { z } from 'zod';
import { type Context, defineCommand } from '../command.ts';
import { plain, plainText, uuid } from '../terminal/index.ts';

export const ask = defineCommand({
  name: 'ask',
  summary: 'Ask a project’s agent; without a question, talk with it',
  shape: {
    agent: z.string().min(1).describe('a project’s id or slug, or an agent’s id'),
    question: z.string().min(1).optional().describe('else each line of standard input is one'),
  },
  positionals: ['agent', 'question'],
  async run(context, { agent, question }) {
    const { ragkeep } = await context.connect();
    const id = await agentOf(ragkeep, agent);
    if (question !== undefined) {
      const answer = await answered(context, ragkeep, id, { message: question });
      return { output: answer, text: '' };
    }
    return { output: await talk(context, ragkeep, id), text: '' };
  },
});

/** An id may be either’s, and a key that only asks may not read projects: so the agent is tried first. */
async function agentOf(ragkeep: Ragkeep, named: string): Promise<string> {
  if (uuid.safeParse(named).success) {
    const agent = await ragkeep.getAgent(named).catch((error: unknown) => {
      if (error instanceof RagkeepError && error.status === 403) return { id: named };
      if (error instanceof RagkeepError && error.status === 404) return null;
      throw error;
    });
    if (agent) return agent.id;
  }
  return (await ragkeep.getProject(named)).agent_id;
}

/** Prints the answer as it comes, and what it rests on below. */
async function answered(
  { json, stdout }: Context,
  ragkeep: Ragkeep,
  agent: string,
  body: { message: string; conversation_id?: string },
  signal?: AbortSignal,
): Promise<Answer> {
  const print = (text: string) => void (json || stdout.write(text));
  let answer: Answer | undefined;
  let streamed = '';
  for await (const { event, data } of ragkeep.queryAgentStream(agent, body, signal ? { signal } : {})) {
    if (event === 'token') {
      streamed += data.text;
      print(plainText(data.text));
    } else if (event === 'done') {
      answer = data;
    }
  }
  if (!answer) throw new RagkeepError('The answer broke off', broken);
  if (streamed === '') print(plainText(answer.answer));
  print(`\n${sourcesOf(answer.citations)}`);
  return answer;
}

const broken = { status: 502, code: 'unknown', details: {}, requestId: null, retryAfter: null };

const sourcesOf = (citations: readonly Citation[]): string =>
  citations
    .map(({ n, document, page, quote }) => {
      const place = `${document.title ?? document.url ?? document.id}${page === null ? '' : `, page ${page}`}`;
      return `\n[${n}] ${plain(place)}\n    ${plain(quote.replace(/\s+/g, ' '))}\n`;
    })
    .join('');

/** A conversation: each line is a question, and each knows those before. */
async function talk(context: Context, ragkeep: Ragkeep, agent: string): Promise<Answer[]> {
  const { stdin, stderr } = context;
  const isPerson = stdin.isTTY === true;
  const lines = createInterface({ input: stdin, output: stderr, terminal: isPerson, prompt: '> ' });
  const over = new AbortController();
  lines.once('close', () => isPerson && over.abort());
  const prompt = () => isPerson && !over.signal.aborted && lines.prompt();
  if (isPerson) stderr.write('Ask. An empty line or Ctrl-C ends the conversation.\n');
  const answers: Answer[] = [];
  prompt();
  for await (const line of lines) {
    const message = line.trim();
    if (message === '' && isPerson) break;
    if (message !== '') {
      const conversation = answers.at(-1)?.conversation_id;
      const body = { message, ...(conversation ? { conversation_id: conversation } : {}) };
      try {
        answers.push(await answered(context, ragkeep, agent, body, over.signal));
      } catch (error) {
        if (!over.signal.aborted) throw error;
      }
    }
    prompt();
  }
  lines.close();
  return answers;
}
