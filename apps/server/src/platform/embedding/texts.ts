import { EncoderError } from './encoder.ts';

/** Refuses the whole call for one blank text, before anything is sent: an encoder has nothing to say about it. */
export function refuseBlank(texts: readonly string[]): void {
  const place = texts.findIndex((text) => text.trim() === '');
  if (place < 0) return;
  const which = texts.length === 1 ? 'The text' : `Text ${place + 1} of ${texts.length}`;
  throw new EncoderError('encoder_empty_text', `${which} to encode is empty or blank; leave it out.`);
}

/**
 * `text` halved until no part has more than `maxBytes` of UTF-8, so the parts are about even. It is cut after a space
 * where there is one in the half's second part, and never inside a character. Blank parts are left out.
 */
export function splitText(text: string, maxBytes: number): string[] {
  if (Buffer.byteLength(text) <= maxBytes) return text.trim() === '' ? [] : [text];
  const middle = text.length >> 1;
  const space = text.lastIndexOf(' ', middle - 1);
  const cut = space >= middle / 2 ? space + 1 : middle + (isLowSurrogate(text, middle) ? 1 : 0);
  return [...splitText(text.slice(0, cut), maxBytes), ...splitText(text.slice(cut), maxBytes)];
}

function isLowSurrogate(text: string, place: number): boolean {
  const code = text.charCodeAt(place);
  return code >= 0xdc00 && code <= 0xdfff;
}
