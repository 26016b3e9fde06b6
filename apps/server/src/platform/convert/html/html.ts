import { heading } from '../markdown.ts';
import { descendants, textOf } from '../markup.ts';
import { oneLine } from '../normalise.ts';
import type { Draft } from '../types.ts';
import { blocksOf, type Resolve } from './blocks.ts';
import { type MainContent, mainContent, withoutInvisible } from './main-content.ts';
import { parseHtml } from './parse.ts';

/**
 * A page as Markdown. One that was fetched from the web is read by its main content; a file that somebody sent is read whole,
 * as far as it can be seen: nothing of it is thrown away on a guess.
 *
 * @param url where the page was fetched from; makes its links absolute
 */
export function htmlToMarkdown(html: string, url?: string): Draft {
  const page = parseHtml(html);
  const base = descendants(page, 'base').next().value?.attributes.href;
  const { content, title: ownTitle }: MainContent =
    url === undefined ? { content: withoutInvisible(page) } : mainContent(page, html);
  const resolve = resolver(base, url);
  const blocks = blocksOf(content, resolve);
  const stated = oneLine(ownTitle || textOf(descendants(page, 'title').next().value));
  const title = stated || firstHeading(blocks);
  // Readability moves a heading that repeats the title out of the text.
  if (stated && !blocks.some((block) => block.startsWith('# '))) blocks.unshift(heading(1, stated));
  return { parts: [blocks.join('\n\n')], paged: false, title };
}

function firstHeading(blocks: readonly string[]): string | null {
  return blocks.find((block) => /^#+ /.test(block))?.replace(/^#+ /, '') ?? null;
}

/** Makes a link's target absolute where the page's address is known. Targets within the page or in script: none. */
function resolver(...bases: (string | undefined)[]): Resolve {
  const [base, url] = bases;
  const root = URL.parse(base ?? '', url)?.href ?? url;
  return (href) => {
    const target = href.trim();
    if (target === '' || target.startsWith('#') || /^(?:javascript|data|vbscript):/i.test(target)) return undefined;
    return root === undefined ? target : URL.parse(target, root)?.href;
  };
}
