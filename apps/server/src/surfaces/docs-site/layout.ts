import { escapeHtml } from './markdown.ts';
import { BASE, type Group, type Page, type Site } from './pages.ts';

/** A page of the site as a whole document. */
export function pageDocument(site: Site, page: Page): string {
  const order = site.groups.flatMap(({ entries }) => entries);
  const at = order.findIndex((entry) => entry.page === page);
  return layout(site, {
    title: page.title,
    page,
    main: `${contents(page)}
<article>${page.html}</article>
<nav class="turn" aria-label="Previous and next">${turn('prev', order[at - 1])}${turn('next', order[at + 1])}</nav>
<p class="colophon"><a href="${BASE}/${page.file}">This page as Markdown</a></p>`,
  });
}

/** What is shown for a path without a page. */
export function missingDocument(site: Site): string {
  return layout(site, {
    title: 'No such page',
    page: null,
    main: `<article><h1>No such page</h1>
<p>It may have been renamed. Look for it in the list of pages or by the search above, or begin at the
<a href="${BASE}">first page</a>. What the API can do is in <a href="/api/docs">its reference</a>.</p></article>`,
  });
}

function layout(site: Site, { title, page, main }: { title: string; page: Page | null; main: string }): string {
  const home = page?.url === BASE;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(home ? title : `${title} · Ragkeep`)}</title>
<link rel="icon" href="${BASE}/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${BASE}/assets/site.css">
<script src="${BASE}/assets/site.js"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the text</a>
<header>
<button class="menu" type="button" aria-expanded="false" aria-controls="pages">Menu</button>
<a class="brand" href="${BASE}"><img src="${BASE}/assets/icon.svg" alt="" width="24" height="24">Ragkeep <span>docs</span></a>
<search><label class="hidden" for="query">Search the docs</label><input id="query" class="query" type="search" placeholder="Search  /" autocomplete="off"
 role="combobox" aria-autocomplete="list" aria-expanded="false" aria-controls="found"><ul id="found" class="found" role="listbox" aria-label="Found" hidden></ul></search>
<a class="reference" href="/api/docs">API reference</a>
<button class="theme" type="button">Theme</button>
</header>
<div class="columns">
<nav id="pages" class="pages" aria-label="Pages">${site.groups.map((group) => groupOf(group, page)).join('')}</nav>
<main id="content" tabindex="-1">
${main}
</main>
</div>
</body>
</html>
`;
}

/** The decisions, which few come for, are folded unless one of them is shown. */
function groupOf({ title, entries }: Group, current: Page | null): string {
  const open = title !== 'Decisions' || entries.some(({ page }) => page === current);
  const items = entries.map(({ title: label, page }) => {
    const here = page === current ? ' aria-current="page"' : '';
    return `<li><a href="${page.url}"${here}>${escapeHtml(label)}</a></li>`;
  });
  return `<details${open ? ' open' : ''}><summary>${escapeHtml(title)}</summary><ul>${items.join('')}</ul></details>`;
}

function contents({ sections }: Page): string {
  const headings = sections.filter(({ level }) => level === 2 || level === 3);
  if (headings.length < 2) return '';
  const items = headings.map(
    ({ level, id, text }) => `<li class="level-${level}"><a href="#${escapeHtml(id)}">${escapeHtml(text)}</a></li>`,
  );
  return `<nav class="contents" aria-label="On this page"><details open><summary>On this page</summary><ul>${items.join('')}</ul></details></nav>`;
}

function turn(rel: 'prev' | 'next', entry: Group['entries'][number] | undefined): string {
  if (!entry) return '';
  const label = rel === 'prev' ? 'Previous' : 'Next';
  return `<a rel="${rel}" href="${entry.page.url}"><small>${label}</small> ${escapeHtml(entry.title)}</a>`;
}
