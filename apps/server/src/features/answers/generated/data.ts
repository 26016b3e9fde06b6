import { beginning, tokens } from '../../../platform/llm/tokens.ts';
import type { AnswerRequest, Passage } from '../types.ts';

/** A passage shorter than this after cutting is left out: it would be a stump. */
const LEAST_TOKENS = 60;

/** Passages in order while the budget lasts; the one that does not fit is cut, the rest stays out. */
export function pack(passages: Passage[], budget: number): Passage[] {
  const packed: Passage[] = [];
  let left = budget;
  for (const passage of passages) {
    const size = tokens(passage.text);
    if (size <= left) {
      packed.push(passage);
      left -= size;
      continue;
    }
    const text = left >= LEAST_TOKENS || packed.length === 0 ? beginning(passage.text, left) : '';
    if (text !== '') packed.push({ ...passage, text, end: passage.start + text.length });
    break;
  }
  return packed;
}

/** A passage as numbered, quoted material. */
export function sourceBlock(passage: Passage, i: number): string {
  const title = attribute([passage.document.title, passage.heading].filter(Boolean).join(' – '));
  const page = passage.page === null ? '' : ` page="${passage.page}"`;
  return `<source n="${i + 1}"${title === '' ? '' : ` title="${title}"`}${page}>\n${withoutMarks(asData(passage.text))}\n</source>`;
}

/** What is remembered about the user. */
export function memoryBlock(memory: string): string {
  return `<memory>\n${withoutMarks(asData(memory))}\n</memory>`;
}

/** What the agent's tools answered, cut to `budget` tokens in all; their brackets stay, since results are often JSON. */
export function toolBlocks(results: NonNullable<AnswerRequest['toolResults']>, budget: number): string[] {
  let left = budget;
  return results.map(({ name, arguments: called, result }) => {
    const text = beginning(result, Math.max(0, left));
    left -= tokens(text);
    const cut = text.length < result.length ? '\n(cut here)' : '';
    return `<tool-result name="${attribute(name)}">\nCalled with: ${asData(called)}\n\n${asData(text)}${cut}\n</tool-result>`;
  });
}

/** What chat templates of open models put around turns: a server that reads them in a message would begin a turn there. */
const TEMPLATE =
  /<(?=\|\w|\/?s>|\/?(?:start|end)_of_turn>|<\/?SYS>>)|\[(?=\/?(?:INST|SYSTEM_PROMPT|TOOL_RESULTS|AVAILABLE_TOOLS)\])/g;

/** A text that writes our delimiters must not end its own quotation: the bracket becomes a look-alike. */
export function asData(text: string): string {
  return text.replace(/[<＜](?=[\s/]*(?:source|memory|tool-result)\b)/gi, '‹').replace(TEMPLATE, '‹');
}

/** Numbers in brackets that a text brings itself (footnotes, citations of another answer) must not read as ours. */
function withoutMarks(text: string): string {
  return text.replace(/[[【](\s*\^?\d[\d\s,;–-]*)[\]】]/g, '($1)');
}

function attribute(text: string): string {
  return withoutMarks(asData(text))
    .replace(/["<>\s]+/g, ' ')
    .trim()
    .slice(0, 200);
}
