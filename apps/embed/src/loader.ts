import type { EmbedConfig } from '@ragkeep/sdk';
import { STYLE } from './loader-style.ts';

/** What a page can do with the widget that its tag brought. */
export interface RagkeepWidget {
  open(): void;
  close(): void;
  toggle(): void;
}

declare global {
  interface Window {
    Ragkeep?: RagkeepWidget;
  }
}

const ICONS = {
  chat: 'M21 11.5a8.4 8.4 0 0 1-9 8.4 9 9 0 0 1-3.6-.8L3 21l1.9-5.2A8.4 8.4 0 0 1 12 3a8.4 8.4 0 0 1 9 8.5z',
  close: 'M6 9l6 6 6-6',
};

// Of a classic script only while it runs; what follows is later.
const script = document.currentScript as HTMLScriptElement | null;
const id = script?.dataset.embed;
if (script && id) load(new URL('.', script.src), id);
else warn('the tag needs data-embed, the id of the widget');

function warn(reason: string): void {
  // biome-ignore lint/suspicious/noConsole: on somebody's page there is no other place to say why nothing is shown
  console.warn(`Ragkeep: ${reason}`);
}

async function load(base: URL, embedId: string): Promise<void> {
  try {
    const response = await fetch(new URL(`api/v1/embed/${embedId}/config`, base), { credentials: 'omit' });
    const body = await response.json();
    if (!response.ok) return warn(body.message);
    if (document.readyState === 'loading') {
      await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve));
    }
    show(base, body);
  } catch {
    warn(`${base.origin} cannot be reached; a Content-Security-Policy of this page must allow it in connect-src`);
  }
}

function show(base: URL, { id, title, color, on_color: onColor, position }: EmbedConfig): void {
  const host = document.createElement('ragkeep-chat');
  const root = host.attachShadow({ mode: 'open' });
  // A style element would need the leave of the page's policy.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  host.style.setProperty('--color', color);
  host.style.setProperty('--on-color', onColor);

  const frame = document.createElement('iframe');
  frame.title = title;
  frame.id = 'chat';
  frame.className = position;
  frame.hidden = true;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = position;
  const path = icon(button);
  root.append(frame, button);
  document.body.append(host);

  const kept = `ragkeep:${id}`;
  let isReady = false;
  function set(isOpen: boolean): void {
    button.setAttribute('aria-expanded', String(isOpen));
    button.setAttribute('aria-label', isOpen ? `Close: ${title}` : title);
    path.setAttribute('d', isOpen ? ICONS.close : ICONS.chat);
    frame.hidden = !isOpen;
    if (isOpen) {
      // Not before somebody wants to chat: until then the page carries the button alone.
      if (!frame.src) frame.src = `${new URL(`embed/${id}`, base)}?page=${encodeURIComponent(location.origin)}`;
      focusFrame();
    }
  }
  const say = (what: string, text?: string | null) =>
    frame.contentWindow?.postMessage({ ragkeep: what, text }, base.origin);
  function focusFrame(): void {
    frame.focus();
    if (isReady) say('open');
  }
  function close(): void {
    const hadFocus = root.activeElement === frame;
    set(false);
    if (hadFocus) button.focus();
  }
  const widget: RagkeepWidget = {
    open: () => set(true),
    close,
    toggle: () => (frame.hidden ? set(true) : close()),
  };
  set(false);
  button.onclick = widget.toggle;
  root.addEventListener('keydown', (event) => {
    if ((event as KeyboardEvent).key === 'Escape' && !frame.hidden) close();
  });
  addEventListener('message', ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== base.origin) return;
    if (data?.ragkeep === 'close') close();
    if (data?.ragkeep === 'keep') store(kept, String(data.text));
    if (data?.ragkeep === 'ready') {
      isReady = true;
      say('kept', stored(kept));
      if (!frame.hidden) focusFrame();
    }
  });
  window.Ragkeep = widget;
  document.dispatchEvent(new Event('ragkeep:ready'));
}

/** The page's own storage, in which some browsers keep nothing either. */
function stored(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
function store(name: string, text: string): void {
  try {
    localStorage.setItem(name, text);
  } catch {}
}

/** Made element by element: pages that enforce Trusted Types refuse markup. */
function icon(button: HTMLElement): SVGElement {
  const make = (name: string) => document.createElementNS('http://www.w3.org/2000/svg', name);
  const [svg, path] = [make('svg'), make('path')];
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(path);
  button.append(svg);
  return path;
}
