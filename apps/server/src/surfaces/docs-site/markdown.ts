import MarkdownIt from 'markdown-it';

type Token = ReturnType<typeof markdown.parse>[number];

export interface Heading {
  level: number;
  /** Its anchor. */
  id: string;
  text: string;
}

/** A heading with what stands below it up to the next one. */
export interface Section extends Heading {
  words: string;
  links: { href: string; text: string }[];
}

export interface Rendered {
  html: string;
  sections: Section[];
}

/** Where a link of the page leads on the site; null for files of the source tree, which the site does not show. */
export type ResolveLink = (href: string) => string | null;

const markdown = new MarkdownIt({ html: false, typographer: false });
const LEADING_COMMENT = /^\s*<!--[\s\S]*?-->\s*/;

/**
 * A page's HTML with anchors at its headings, and its words by section. HTML in the Markdown comes out as text, and no style
 * or script is inline, so that a strict Content-Security-Policy holds.
 */
export function renderMarkdown(source: string, resolve: ResolveLink): Rendered {
  const tokens = markdown.parse(source.replace(LEADING_COMMENT, ''), {});
  const sections: Section[] = [];
  const taken = new Map<string, number>();
  for (const [index, token] of tokens.entries()) {
    useClassForAlignment(token);
    if (token.type === 'heading_open') {
      const text = wordsOf(tokens[index + 1]);
      const id = anchor(text, taken);
      token.attrSet('id', id);
      sections.push({ level: Number(token.tag.slice(1)), id, text, words: '', links: [] });
      continue;
    }
    const links = token.type === 'inline' ? rewriteLinks(token, resolve) : [];
    const section = sections.at(-1);
    if (!section || tokens[index - 1]?.type === 'heading_open') continue;
    const words = wordsOf(token);
    if (words !== '') section.words += `${words}\n`;
    section.links.push(...links);
  }
  return { html: markdown.renderer.render(tokens, markdown.options, {}), sections };
}

/** The anchor that code hosts give a heading, so that links work there too: small letters and hyphens, numbered if repeated. */
function anchor(text: string, taken: Map<string, number>): string {
  const plain = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-');
  const before = taken.get(plain) ?? 0;
  taken.set(plain, before + 1);
  return before === 0 ? plain : `${plain}-${before}`;
}

function wordsOf(token: Token | undefined): string {
  if (token?.type === 'fence' || token?.type === 'code_block') return token.content;
  return (token?.children ?? []).map(wordsOfInline).join('');
}

const wordsOfInline = ({ type, content }: Token) => (type === 'softbreak' || type === 'hardbreak' ? ' ' : content);

/** Gives the links that lead somewhere on the site or in the world. */
function rewriteLinks(inline: Token, resolve: ResolveLink): Section['links'] {
  const links: Section['links'] = [];
  let link: { href: string; text: string } | null = null;
  let isSource = false;
  for (const token of inline.children ?? []) {
    if (token.type === 'link_open') {
      const written = String(token.attrGet('href'));
      const href = resolve(written);
      isSource = href === null;
      if (href === null) {
        token.tag = 'span';
        token.attrs = [
          ['class', 'source'],
          ['title', `In the source tree: ${written.replace(/^(?:\.\.\/)+/, '')}`],
        ];
      } else {
        token.attrSet('href', href);
        link = { href, text: '' };
        links.push(link);
      }
    } else if (token.type === 'link_close') {
      if (isSource) token.tag = 'span';
      isSource = false;
      link = null;
    } else if (link) {
      link.text += wordsOfInline(token);
    }
  }
  return links;
}

/** The parser aligns cells by a `style` attribute, which the policy forbids. */
function useClassForAlignment(token: Token): void {
  if (token.type !== 'th_open' && token.type !== 'td_open') return;
  const align = /text-align:(\w+)/.exec(String(token.attrGet('style')))?.[1];
  token.attrs = align ? [['class', align]] : null;
}

/** For text and attribute values in double quotes. */
export const { escapeHtml } = markdown.utils;

markdown.renderer.rules.heading_close = (tokens, index) => {
  const { tag } = tokens[index] as Token;
  const id = escapeHtml(String(tokens[index - 2]?.attrGet('id')));
  const label = escapeHtml(`Link to “${wordsOf(tokens[index - 1])}”`);
  return tag === 'h1' ? `</${tag}>\n` : ` <a class="anchor" href="#${id}" aria-label="${label}">#</a></${tag}>\n`;
};

// What may be wider than the page scrolls by itself, by keyboard too.
markdown.renderer.rules.fence = (tokens, index) => {
  const { info, content } = tokens[index] as Token;
  return `<div class="code"><pre tabindex="0"><code data-language="${escapeHtml(info.trim())}">${escapeHtml(content)}</code></pre></div>\n`;
};
markdown.renderer.rules.table_open = () => '<div class="scroll" tabindex="0"><table>\n';
markdown.renderer.rules.table_close = () => '</table></div>\n';
