// What it is worth that follow-ups are made independent of their conversation before anything is searched for: small
// conversations over HTTP, whose last question is asked in the conversation and, beside that, all alone.
//
// usage: node bench/answers/follow-ups.ts
import { FOLLOW_UPS, TOPIC_CHANGES } from '../../apps/server/src/features/answers/fixtures/conversations.ts';
import { DOCUMENTS } from '../../apps/server/src/features/answers/fixtures/documents.ts';
import { startServer } from '../lib/server.ts';
import { type Answer, furnish, origins, percent } from './ask.ts';

const server = await startServer();
const documents = Object.entries(DOCUMENTS).map(([external_id, text]) => ({ external_id, text }));
const { project, agent } = await furnish(server, { documents });
const names = await origins(server, project);
type Hits = { results: { document: { id: string } }[] };

const ask = (message: string, conversation_id: string | null) =>
  server.call<Answer>(
    'POST',
    `/agents/${agent}/query`,
    conversation_id === null ? { message } : { message, conversation_id },
  );
const first = async (query: string) => {
  const { results } = await server.call<Hits>('POST', `/projects/${project}/search`, { query, top_k: 1 });
  return names.get(results[0]?.document.id ?? '');
};

const rows: Record<string, Record<string, string>> = {};
for (const [name, conversations] of Object.entries({ 'follow-ups': FOLLOW_UPS, 'changes of topic': TOPIC_CHANGES })) {
  const found = { with: 0, without: 0 };
  const answered = { with: 0, without: 0 };
  for (const [before, question, document, holds] of conversations) {
    let conversation: string | null = null;
    for (const message of before) conversation = (await ask(message, conversation)).conversation_id;
    const right = ({ answer, citations }: Answer) =>
      citations.some((citation) => names.get(citation.document.id) === document) && holds.test(answer);
    const inside = await ask(question, conversation);
    found.with += Number((await first(inside.question)) === document);
    found.without += Number((await first(question)) === document);
    answered.with += Number(right(inside));
    answered.without += Number(right(await ask(question, null)));
    if (!right(inside)) console.log(`- ${inside.question}\n    ${inside.answer.slice(0, 150).replaceAll('\n', ' ')}`);
  }
  const of = conversations.length;
  rows[name] = {
    'document found first': percent(found.with, of),
    'without the conversation': percent(found.without, of),
    answered: percent(answered.with, of),
    'without it': percent(answered.without, of),
  };
}
await server.stop();
console.table(rows);
