// What the pages do by themselves: theme, menu, copying, searching. Without it they can be read all the same.

const root = document.documentElement;
root.classList.add('js');

// The theme: the system's until another is chosen. Set before anything is drawn.
const THEMES = ['auto', 'light', 'dark'];
const kept = localStorage.getItem('docs-theme') ?? 'auto';
root.dataset.theme = THEMES.includes(kept) ? kept : 'auto';

function themeSwitch(button) {
  const show = () => {
    button.textContent = { auto: '◐', light: '☀', dark: '☾' }[root.dataset.theme];
    button.ariaLabel = button.title = `Theme: ${root.dataset.theme}`;
  };
  button.addEventListener('click', () => {
    root.dataset.theme = THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length];
    localStorage.setItem('docs-theme', root.dataset.theme);
    show();
  });
  show();
}

function menuButton(button) {
  const set = (open) => {
    root.classList.toggle('menu-open', open);
    button.ariaExpanded = String(open);
  };
  button.addEventListener('click', () => set(button.ariaExpanded !== 'true'));
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || button.ariaExpanded !== 'true') return;
    set(false);
    button.focus();
  });
}

/** Only where there is a clipboard: not on a plain http address of another machine. */
function copyButton(block) {
  if (!navigator.clipboard) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(block.querySelector('code').textContent);
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
  });
  block.append(button);
}

/** Examples with the address that this page came from. */
function useOwnAddress(code) {
  code.textContent = code.textContent.replaceAll('http://127.0.0.1:3000', location.origin);
}

/** Sections that hold all words, those first that have them in their titles. */
function find(index, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found = [];
  for (const section of index) {
    const score = words.map((word) => scoreOf(section, word));
    if (score.every((one) => one > 0)) found.push({ section, score: score.reduce((a, b) => a + b) });
  }
  return found.sort((a, b) => b.score - a.score).slice(0, 12);
}

function scoreOf({ title, heading, words }, word) {
  if (title.toLowerCase().includes(word)) return 20 + (heading === title ? 10 : 0);
  if (heading.toLowerCase().includes(word)) return 15;
  const times = words.toLowerCase().split(word).length - 1;
  return Math.min(times, 5);
}

/** Some words around the first hit. */
function excerpt({ words }, query) {
  const flat = words.replace(/\s+/g, ' ');
  const first = query
    .toLowerCase()
    .split(/\s+/)
    .find((word) => flat.toLowerCase().includes(word));
  const near = Math.max(0, flat.toLowerCase().indexOf(first ?? '') - 40);
  const at = near === 0 ? 0 : flat.indexOf(' ', near) + 1;
  return (at > 0 ? '… ' : '') + flat.slice(at, at + 120);
}

function search(input, list) {
  let index = null;
  let active = -1;
  const load = () => {
    index ??= fetch('/docs/search.json').then((answer) => answer.json());
    return index;
  };
  const options = () => [...list.querySelectorAll('[role=option]')];
  const mark = (next) => {
    active = next;
    for (const [at, option] of options().entries()) {
      option.ariaSelected = String(at === active);
      if (at === active) option.scrollIntoView({ block: 'nearest' });
    }
    if (active < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `found-${active}`);
  };
  const close = () => {
    list.hidden = true;
    input.ariaExpanded = 'false';
    mark(-1);
  };
  const show = async () => {
    const query = input.value.trim();
    if (query === '') return close();
    const found = find(await load(), query);
    if (query !== input.value.trim()) return;
    list.replaceChildren(...found.map(({ section }, at) => optionOf(section, query, at)));
    if (found.length === 0) list.append(line('li', 'Nothing found', 'none'));
    list.hidden = false;
    input.ariaExpanded = 'true';
    mark(-1);
  };
  input.addEventListener('focus', load, { once: true });
  input.addEventListener('input', show);
  input.addEventListener('keydown', (event) => {
    const count = options().length;
    if (event.key === 'Escape') close();
    else if (event.key === 'ArrowDown' && count > 0) mark((active + 1) % count);
    else if (event.key === 'ArrowUp' && count > 0) mark((active + count - (active < 0 ? 0 : 1)) % count);
    else if (event.key === 'Enter' && count > 0) location.href = options()[Math.max(active, 0)].dataset.url;
    else return;
    event.preventDefault();
  });
  list.addEventListener('click', ({ target }) => {
    const option = target.closest('[role=option]');
    if (option) location.href = option.dataset.url;
  });
  document.addEventListener('click', ({ target }) => {
    if (!target.closest('search')) close();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target.closest('input, textarea')) return;
    event.preventDefault();
    input.focus();
  });
}

function optionOf(section, query, at) {
  const option = document.createElement('li');
  option.id = `found-${at}`;
  option.role = 'option';
  option.dataset.url = section.url;
  const { title, heading } = section;
  option.append(
    line('strong', heading === title ? title : `${title} › ${heading}`),
    line('span', excerpt(section, query)),
  );
  return option;
}

function line(tag, text, className = '') {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
}

document.addEventListener('DOMContentLoaded', () => {
  themeSwitch(document.querySelector('button.theme'));
  menuButton(document.querySelector('button.menu'));
  search(document.querySelector('#query'), document.querySelector('#found'));
  for (const code of document.querySelectorAll('.code code')) useOwnAddress(code);
  for (const block of document.querySelectorAll('.code')) copyButton(block);
  const contents = document.querySelector('.contents details');
  if (contents && !matchMedia('(min-width: 75rem)').matches) contents.open = false;
});
