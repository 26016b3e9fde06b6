import { readdir, readFile } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';
import { renderMarkdown, type Section } from './markdown.ts';

/** Where the site is. */
export const BASE = '/docs';
/** The page at the site's root; its sections and their links are the navigation. */
const HOME = 'README.md';
/** The server's address as examples and links of the docs write it. */
const USUAL_ADDRESS = 'http://127.0.0.1:3000';

export interface Page {
  /** Below the folder, as `guides/keys.md`. */
  file: string;
  /** On this server, as `/docs/guides/keys`. */
  url: string;
  title: string;
  markdown: string;
  html: string;
  sections: Section[];
}

export interface Group {
  title: string;
  entries: { title: string; page: Page }[];
}

export interface Site {
  /** By what follows `/docs/` in the URL; the first page's is empty. */
  pages: ReadonlyMap<string, Page>;
  groups: readonly Group[];
}

/** Reads and renders every Markdown file of a folder. Throws if the folder has no README.md. */
export async function loadSite(folder: string): Promise<Site> {
  const files = (await readdir(folder, { recursive: true }))
    .map((file) => file.split(sep).join('/'))
    .filter((file) => file.endsWith('.md'))
    .sort();
  const known = new Set(files);
  const pages = new Map<string, Page>();
  for (const file of files) {
    const page = renderPage(file, await readFile(join(folder, file), 'utf8'), known);
    pages.set(pathOf(file), page);
  }
  const home = pages.get('');
  if (!home) throw new Error(`${folder} has no ${HOME}`);
  return { pages, groups: navigation(home, [...pages.values()]) };
}

function renderPage(file: string, markdown: string, known: ReadonlySet<string>): Page {
  const { html, sections } = renderMarkdown(markdown, (href) => resolveLink(href, file, known));
  return { file, url: urlOf(file), title: sections[0]?.text ?? file, markdown, html, sections };
}

/** `guides/keys.md` is `guides/keys`. */
const pathOf = (file: string) => (file === HOME ? '' : file.replace(/\.md$/, ''));
const urlOf = (file: string) => posix.join(BASE, pathOf(file));

/** Between pages of the folder; to this server, whatever its address is; to the world. All else is in the source tree: null. */
function resolveLink(href: string, from: string, known: ReadonlySet<string>): string | null {
  if (href.startsWith('#')) return href;
  if (href.startsWith(`${USUAL_ADDRESS}/`)) return href.slice(USUAL_ADDRESS.length);
  if (/^[a-z][a-z+.-]*:/i.test(href)) return href;
  const [path = '', fragment] = href.split('#', 2);
  const file = posix.join(posix.dirname(from), decodeURI(path));
  if (file === `../${HOME}`) return BASE;
  if (!known.has(file)) return null;
  return fragment === undefined ? urlOf(file) : `${urlOf(file)}#${fragment}`;
}

/**
 * Groups and order as on the first page: each of its second-level headings with the links to pages below it. A page that is
 * not named there is listed with its folder's, so that none is ever lost.
 */
function navigation(home: Page, pages: readonly Page[]): Group[] {
  const left = new Map(pages.map((page) => [page.url, page]));
  left.delete(home.url);
  const groups: Group[] = [];
  for (const { level, text, links } of home.sections) {
    if (level !== 2) continue;
    const entries: Group['entries'] = [];
    for (const { href, text: title } of links) {
      const page = left.get(href);
      if (!page) continue;
      entries.push({ title, page });
      left.delete(href);
    }
    if (entries.length > 0) groups.push({ title: text, entries });
  }
  for (const page of left.values()) {
    const folder = posix.dirname(page.file);
    const title = FOLDERS[folder] ?? folder;
    const group = groups.find((other) => other.title === title) ?? { title, entries: [] };
    group.entries.push({ title: page.title, page });
    if (group.entries.length === 1) groups.push(group);
  }
  return groups;
}

/** What groups of pages that the first page does not name are called. */
const FOLDERS: Record<string, string> = { '.': 'More', guides: 'Guides', reference: 'Reference', adr: 'Decisions' };
