/** A memory as the index knows it. Times are Unix milliseconds. */
export interface Entry {
  id: string;
  kind: string;
  projectId: string | null;
  agentId: string | null;
  conversationId: string | null;
  /** Who said it. */
  name: string | null;
  content: string;
  importance: number;
  occurredAt: number;
  mentionedAt: number;
  validFrom: number;
  /** Null: still. */
  validUntil: number | null;
  /** Of the encoder in use; null: none yet. */
  vector: Int8Array | null;
}

/** What two turns of one conversation are at most apart to be heard together. */
export const SESSION_GAP_MS = 6 * 3_600_000;

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** What is indexed of a memory: who said it, what, and on what day, for "when" is asked by months and years. */
export function indexedText({ name, content, occurredAt }: Entry): string {
  const day = new Date(occurredAt);
  const date = `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
  return `${name ?? ''} ${content} ${date}`;
}

/** Whether it asks: what was asked is rarely what is looked for. */
export const isQuestion = ({ kind, content }: Entry): boolean => kind === 'turn' && /[?？؟][\s"'”’)]*$/.test(content);
