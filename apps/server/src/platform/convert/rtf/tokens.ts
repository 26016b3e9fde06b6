/** A piece of RTF (RTF Specification 1.9.1, "RTF Syntax"). */
export type Token =
  | { kind: 'open' | 'close' }
  /** A control word with its number, or a control symbol such as `~`. */
  | { kind: 'word'; word: string; value: number | undefined }
  /** Bytes in the code page of the current font: from `\'xx`, or characters above ASCII. */
  | { kind: 'bytes'; bytes: number[] }
  | { kind: 'text'; text: string };

const WORD = /\\([a-zA-Z]{1,32})(-?\d{1,10})? ?/y;
const TEXT = /[^\\{}\r\n\u0080-\u00ff]+/y;
const HIGH = /[\u0080-\u00ff]+/y;

/** RTF's tokens, in one pass; `source` has one character for each byte. Line ends mean nothing, `\bin` data is left out. */
export function* tokenise(source: string): Generator<Token> {
  let at = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at = pattern.lastIndex;
    return found;
  };
  while (at < source.length) {
    const character = source[at];
    if (character === '{' || character === '}') {
      at += 1;
      yield { kind: character === '{' ? 'open' : 'close' };
    } else if (character === '\r' || character === '\n') at += 1;
    else if (character === '\\') {
      const word = match(WORD);
      if (word) {
        const value = word[2] === undefined ? undefined : Number(word[2]);
        if (word[1] === 'bin') at += Math.max(0, value ?? 0);
        else yield { kind: 'word', word: word[1] ?? '', value };
        continue;
      }
      const symbol = source[at + 1] ?? '';
      at += 2;
      if (symbol === "'") {
        const code = Number.parseInt(source.slice(at, at + 2), 16);
        at += 2;
        if (Number.isInteger(code)) yield { kind: 'bytes', bytes: [code] };
      } else if (symbol === '\\' || symbol === '{' || symbol === '}') yield { kind: 'text', text: symbol };
      // An escaped line end is a paragraph's end.
      else yield { kind: 'word', word: symbol === '\n' || symbol === '\r' ? 'par' : symbol, value: undefined };
    } else {
      const high = match(HIGH)?.[0];
      if (high !== undefined) yield { kind: 'bytes', bytes: [...high].map((one) => one.charCodeAt(0)) };
      else yield { kind: 'text', text: match(TEXT)?.[0] ?? '' };
    }
  }
}
