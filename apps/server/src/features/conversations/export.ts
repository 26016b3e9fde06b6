import type { Principal } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { download } from '../../platform/http/download.ts';
import { allMessages, type MessageRow } from './message-store.ts';
import { type Message, presentConversation, presentMessage } from './present.ts';
import { type ConversationDeps, type Named, requireConversation } from './service.ts';
import { type ConversationRow, listConversations } from './store.ts';

type Pages = AsyncIterable<MessageRow[]>;

/** A file that is written while it is read from the database. */
export async function exportConversation(
  deps: ConversationDeps,
  principal: Principal,
  named: Named,
  format: keyof typeof FORMATS,
): Promise<Response> {
  const row = await requireConversation(deps, principal, named);
  const { write, ...file } = FORMATS[format];
  const texts = write(row, allMessages(deps.db, principal.tenantId, row.id));
  return download(texts, { ...file, name: row.title ?? 'conversation' });
}

const FORMATS = {
  json: { contentType: 'application/json; charset=utf-8', extension: 'json', write: asJson },
  markdown: { contentType: 'text/markdown; charset=utf-8', extension: 'md', write: asMarkdown },
};

async function* asJson(row: ConversationRow, pages: Pages): AsyncGenerator<string> {
  yield `${JSON.stringify(presentConversation(row)).slice(0, -1)},"messages":[`;
  let separator = '';
  for await (const page of pages) {
    yield separator + page.map((message) => JSON.stringify(presentMessage(message))).join(',');
    separator = ',';
  }
  yield ']}';
}

async function* asMarkdown({ title }: ConversationRow, pages: Pages): AsyncGenerator<string> {
  yield `# ${title ?? 'Conversation'}\n`;
  for await (const page of pages) yield page.map((row) => messageAsMarkdown(presentMessage(row))).join('');
}

const NAMES: Record<Message['role'], string> = { user: 'User', assistant: 'Assistant', system: 'System' };

function messageAsMarkdown({ role, content, citations, created_at }: Message): string {
  const sources = (citations ?? []).map(({ n, document, page }) => {
    const name = document.title ?? document.url ?? document.external_id ?? document.id;
    return `\n[${n}] ${name}${page === null ? '' : `, page ${page}`}  `;
  });
  return `\n## ${NAMES[role]}, ${created_at}\n\n${content}\n${sources.join('')}${sources.length > 0 ? '\n' : ''}`;
}

/** All conversations of a user with their messages, newest first, each in pieces that together are its JSON. */
export async function* conversationsOfUser(
  db: Db,
  tenantId: string,
  userId: string,
): AsyncGenerator<AsyncIterable<string>> {
  const view = { tenantId, projectIds: null, agentIds: null, userId };
  for (let last: string | undefined; ; ) {
    const rows = await listConversations(db, view, {}, last, AT_A_TIME);
    for (const row of rows) yield asJson(row, allMessages(db, tenantId, row.id));
    if (rows.length < AT_A_TIME) return;
    last = rows.at(-1)?.id;
  }
}

const AT_A_TIME = 100;
