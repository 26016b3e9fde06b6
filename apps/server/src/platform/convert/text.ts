import { htmlBlocksToMarkdown } from './html/in-markdown.ts';
import { fenced } from './markdown.ts';
import { oneLine } from './normalise.ts';
import { languageOf } from './text-kinds.ts';
import type { Draft } from './types.ts';

/** Plain text is Markdown as it stands. */
export function textToMarkdown(text: string): Draft {
  return { parts: [text], paged: false, title: null };
}

/** JSON as a code block, so that its brackets and quotes keep their meaning. */
export function jsonToMarkdown(text: string): Draft {
  return { parts: [fenced(text, 'json')], paged: false, title: null };
}

/** Source code as one code block, titled by the file's name. */
export function codeToMarkdown(text: string, filename: string | undefined): Draft {
  const title = filename?.split(/[/\\]/).at(-1) || null;
  return { parts: [fenced(text.trimEnd(), languageOf(text, filename) ?? '')], paged: false, title };
}

/** Markdown without its front matter, blocks of HTML in it turned into Markdown. */
export function markdownToMarkdown(text: string): Draft {
  const { body, title } = splitFrontMatter(text.replace(/\r\n?/g, '\n').replace(/^\ufeff/, ''));
  return { parts: [htmlBlocksToMarkdown(body)], paged: false, title: title ?? firstHeading(body) };
}

/** The YAML block that many tools put before a Markdown text; of its entries only the title is used. */
function splitFrontMatter(text: string): { body: string; title: string | null } {
  const end = text.startsWith('---\n') ? text.indexOf('\n---\n', 3) : -1;
  if (end < 0) return { body: text, title: null };
  const title = text.slice(4, end).match(/^title:[ \t]*(.{1,500})$/im)?.[1];
  return { body: text.slice(end + 5), title: title ? oneLine(title).replace(/^(["'])(.*)\1$/, '$2') || null : null };
}

/** The first ATX or setext heading outside code. */
function firstHeading(markdown: string): string | null {
  let fence: string | null = null;
  let previous = '';
  for (const line of markdown.split('\n')) {
    const mark = line.match(/^ {0,3}(`{3,}|~{3,})/)?.[1];
    if (mark) {
      if (fence === null) fence = mark;
      else if (mark.startsWith(fence)) fence = null;
    } else if (fence === null) {
      const heading = line.match(/^ {0,3}#{1,6}[ \t]+(.{1,1000})$/)?.[1];
      if (heading) return oneLine(heading.replace(/[ \t]#+[ \t]*$/, '')) || null;
      if (/^=+[ \t]*$/.test(line) && previous.trim() !== '') return oneLine(previous);
    }
    previous = line;
  }
  return null;
}
