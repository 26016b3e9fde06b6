import type { EmbedSource } from '@ragkeep/sdk';
import type { Message } from './chat.ts';
import { h, set } from './dom.ts';
import { webAddress } from './markdown.ts';
import { link, markdown } from './markdown-view.ts';

export interface MessageView {
  element: HTMLElement;
  update(message: Message): void;
}

/** A question, or an answer with its sources: each opens by its number, in the text or in the row below it. */
export function createMessageView(message: Message, speaker: string): MessageView {
  const element = h('div', { class: `message ${message.role}` });
  let current: Message | undefined;
  const update = (latest: Message) => {
    // What is as it was keeps the source that is open in it.
    if (latest === current) return;
    current = latest;
    const said = h('span', { class: 'spoken' }, `${speaker}: `);
    element.replaceChildren(said, ...(latest.role === 'user' ? [latest.text] : answerOf(latest)));
  };
  update(message);
  return { element, update };
}

function answerOf({ key, text, sources, isOpen }: Message): Node[] {
  if (isOpen && !text) return [h('span', { class: 'dots', 'aria-hidden': 'true' })];
  const panel = h('div', { id: `source-${key}` });
  const buttons: { n: number; button: HTMLElement }[] = [];
  let shown = 0;
  function toggle(source: EmbedSource): void {
    shown = shown === source.n ? 0 : source.n;
    for (const { n, button } of buttons) set(button, 'aria-expanded', String(n === shown));
    panel.replaceChildren(...(shown ? [quoteOf(source)] : []));
    if (shown) panel.scrollIntoView({ block: 'nearest' });
  }
  function buttonFor(source: EmbedSource, label: string): HTMLElement {
    const button = h(
      'button',
      {
        type: 'button',
        class: 'source',
        'aria-label': `Source ${source.n}: ${nameOf(source)}`,
        'aria-expanded': 'false',
        'aria-controls': panel.id,
        onclick: () => toggle(source),
      },
      label,
    );
    buttons.push({ n: source.n, button });
    return button;
  }
  const content = markdown(text, (n) => {
    const source = sources.find((each) => each.n === n);
    return source ? h('sup', {}, buttonFor(source, String(n))) : `[${n}]`;
  });
  const row = isOpen ? [] : sources.map((source) => buttonFor(source, `${source.n} ${nameOf(source)}`));
  return [...content, h('div', { class: 'sources' }, row), panel];
}

const nameOf = ({ title, url }: EmbedSource): string => title || url || 'Document';

function quoteOf(source: EmbedSource): Node {
  const href = webAddress(source.url);
  return h(
    'figure',
    {},
    h('blockquote', {}, source.quote),
    h(
      'figcaption',
      {},
      href ? link(href, [nameOf(source)]) : nameOf(source),
      source.page !== null && `, page ${source.page}`,
    ),
  );
}
