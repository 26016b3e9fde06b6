import type { EmbedSource } from '@ragkeep/sdk';
import { ChatError, type createApi } from './api.ts';
import type { Storage } from './storage.ts';

export interface Message {
  key: number;
  role: 'user' | 'assistant';
  text: string;
  sources: EmbedSource[];
  /** It is still being written. */
  isOpen?: boolean;
}

export interface State {
  messages: Message[];
  isBusy: boolean;
  /** What went wrong last, and the question to ask again, if that may help. */
  trouble: { text: string; question?: string } | null;
}

/** Refusals that asking again does not mend. */
const FINAL = new Set(['daily_limit_reached', 'conversation_full', 'origin_not_allowed', 'not_found']);

/** What is said in the widget. Its states are never changed in place. */
export function createChat(api: Pick<ReturnType<typeof createApi>, 'read' | 'ask'>, storage: Storage) {
  let state: State = { messages: [], isBusy: false, trouble: null };
  let keys = 0;
  let current = new AbortController();
  let listener = (_: State) => {};

  const set = (change: Partial<State>) => {
    state = { ...state, ...change };
    listener(state);
  };
  const setLast = (change: Partial<Message>) => {
    const last = state.messages.at(-1);
    if (last) set({ messages: [...state.messages.slice(0, -1), { ...last, ...change }] });
  };

  return {
    /** Tells the state, now and whenever it is another. */
    onChange(tell: (state: State) => void): void {
      listener = tell;
      tell(state);
    },

    /** Shows again what was said before. */
    async resume(): Promise<void> {
      const { conversation } = storage.read();
      if (!conversation) return;
      set({ isBusy: true });
      try {
        const messages = await api.read(conversation);
        const shown = messages.map(({ role, content, citations }) => ({ role, text: content, sources: citations }));
        set({ messages: shown.map((message) => ({ ...message, key: ++keys })), isBusy: false });
      } catch (error) {
        // One that was deleted is forgotten; one that cannot be read at this moment is not.
        if ((error as ChatError).code === 'not_found') storage.write({ conversation: undefined });
        set({ isBusy: false });
      }
    },

    async ask(question: string): Promise<void> {
      if (state.isBusy) return;
      const controller = new AbortController();
      current = controller;
      const isCurrent = () => current === controller;
      const before = state.messages;
      const asked: Message = { key: ++keys, role: 'user', text: question, sources: [] };
      const answer: Message = { key: ++keys, role: 'assistant', text: '', sources: [], isOpen: true };
      set({ messages: [...before, asked, answer], isBusy: true, trouble: null });
      let text = '';
      const sources: EmbedSource[] = [];
      try {
        const watcher = {
          onToken(token: string) {
            text += token;
            if (isCurrent()) setLast({ text });
          },
          onSource(source: EmbedSource) {
            sources.push(source);
            if (isCurrent()) setLast({ sources: [...sources] });
          },
        };
        const done = await api.ask(question, storage.read().conversation, watcher, controller.signal);
        if (!isCurrent()) return;
        storage.write({ conversation: done.conversation_id });
        setLast({ text: done.answer, sources: done.citations, isOpen: false });
        set({ isBusy: false });
      } catch (error) {
        if (!isCurrent()) return;
        const stopped = controller.signal.aborted;
        // A question without an answer is taken back, to be asked again.
        const messages = stopped && text ? [...before, asked, { ...answer, text, isOpen: false }] : before;
        set({ messages, isBusy: false, trouble: stopped ? null : troubleOf(error, question) });
      }
    },

    stop: () => current.abort(),

    startAnew(): void {
      current.abort();
      current = new AbortController();
      storage.write({ conversation: undefined });
      set({ messages: [], isBusy: false, trouble: null });
    },
  };
}

function troubleOf(error: unknown, question: string): NonNullable<State['trouble']> {
  if (!(error instanceof ChatError)) return { text: 'The server cannot be reached. Please try again.', question };
  const { message: text, code = '' } = error;
  return FINAL.has(code) ? { text } : { text, question };
}
