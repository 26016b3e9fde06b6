import type { EmbedConfig } from '@ragkeep/sdk';
import type { createChat, State } from './chat.ts';
import { h, icon, iconButton, set } from './dom.ts';
import type { Frame } from './frame.ts';
import { markdown } from './markdown-view.ts';
import { createMessageView, type MessageView } from './message-view.ts';

/** As the server takes it. */
const LONGEST_QUESTION = 4000;

/** The widget's page: what is said, and the field for what is asked. */
export function createApp(config: EmbedConfig, frame: Pick<Frame, 'close'>, chat: ReturnType<typeof createChat>) {
  const { title, greeting, placeholder, suggested_questions: suggested } = config;
  const views = new Map<number, MessageView>();
  let isBusy = false;
  /** Whoever has scrolled up reads there, and is not pulled away. */
  let follows = true;

  const anew = iconButton('new', 'New chat', () => {
    chat.startAnew();
    field.focus();
  });
  const suggestions = h(
    'div',
    { class: 'suggestions' },
    suggested.map((question) => h('button', { type: 'button', onclick: () => ask(question) }, question)),
  );
  const log = h(
    'div',
    { class: 'log', role: 'log', 'aria-label': title, tabindex: 0, onscroll: noteScroll },
    greeting &&
      h(
        'div',
        { class: 'message' },
        markdown(greeting, (n) => `[${n}]`),
      ),
    suggestions,
  );
  const trouble = h('div', { role: 'alert' });
  const field = h('textarea', {
    rows: 1,
    placeholder,
    'aria-label': placeholder,
    maxlength: LONGEST_QUESTION,
    oninput: fit,
    onkeydown(event: KeyboardEvent) {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      ask(field.value);
    },
  });
  const send = h('button', {});
  const status = h('div', { class: 'spoken', role: 'status' });
  const form = h(
    'form',
    {
      onsubmit(event: Event) {
        event.preventDefault();
        if (isBusy) chat.stop();
        else ask(field.value);
      },
    },
    field,
    send,
  );
  const close = frame.close && iconButton('close', 'Close', frame.close);
  const element = h('main', {}, h('header', {}, h('h1', {}, title), anew, close), log, trouble, form, status);

  addEventListener('keydown', ({ key, isComposing }) => {
    if (key === 'Escape' && !isComposing) frame.close?.();
  });

  function ask(question: string): void {
    if (isBusy || !question.trim()) return;
    follows = true;
    field.value = '';
    fit();
    field.focus();
    chat.ask(question.trim());
  }
  function fit(): void {
    field.style.height = 'auto';
    // Nothing has a height while the frame is closed. The border is not part of what scrolls.
    if (field.scrollHeight > 0) field.style.height = `${field.scrollHeight + 2}px`;
    send.disabled = !isBusy && !field.value.trim();
  }
  function noteScroll(): void {
    follows = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  }

  function showMessages({ messages }: State): void {
    const keys = new Set(messages.map(({ key }) => key));
    for (const [key, view] of views) {
      if (keys.has(key)) continue;
      view.element.remove();
      views.delete(key);
    }
    for (const message of messages) {
      const view = views.get(message.key);
      if (view) view.update(message);
      else {
        const made = createMessageView(message, message.role === 'user' ? 'You' : title);
        views.set(message.key, made);
        log.append(made.element);
      }
    }
  }

  function show(state: State): void {
    isBusy = state.isBusy;
    showMessages(state);
    anew.hidden = state.messages.length === 0;
    suggestions.hidden = isBusy || state.messages.length > 0;
    set(log, 'aria-busy', String(isBusy));
    status.textContent = isBusy && state.messages.length > 0 ? 'Answering…' : '';
    set(send, 'aria-label', isBusy ? 'Stop' : 'Send');
    send.replaceChildren(icon(isBusy ? 'stop' : 'send'));
    const { text = '', question = '' } = state.trouble ?? {};
    const again = question && h('button', { type: 'button', onclick: () => ask(question) }, 'Try again');
    trouble.replaceChildren(...(text ? [text] : []), ...(again ? [again] : []));
    fit();
    if (follows) log.scrollTop = log.scrollHeight;
  }

  return { element, show, focus: () => field.focus() };
}
