const OPEN = '<think>';
const CLOSE = '</think>';

/**
 * Leaves out the `<think>…</think>` with which reasoning models on some servers begin their answer. What is in it cites
 * and quotes freely, and is no part of the answer. `push` takes the next piece, `end` gives what was still held back.
 */
export function withoutThinking(): { push(piece: string): string; end(): string } {
  let state: 'start' | 'inside' | 'after' = 'start';
  let held = '';
  return {
    push(piece) {
      if (state === 'after') return piece;
      held += piece;
      if (state === 'start') {
        const text = held.trimStart();
        if (text.length < OPEN.length && OPEN.startsWith(text)) return '';
        state = text.startsWith(OPEN) ? 'inside' : 'after';
      }
      if (state === 'inside') {
        const close = held.indexOf(CLOSE);
        if (close < 0) {
          held = held.slice(-CLOSE.length);
          return '';
        }
        held = held.slice(close + CLOSE.length);
        state = 'after';
      }
      const out = held;
      held = '';
      return out;
    },
    end: () => (state === 'start' ? held : ''),
  };
}
