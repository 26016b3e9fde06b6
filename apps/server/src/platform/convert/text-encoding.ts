import { analyse } from 'chardet';

/** What a byte order mark at the start says (Unicode 16, section 23.8). */
function encodingByMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** Bytes looked at when guessing. */
const SAMPLE = 64 * 1024;

/**
 * Reads bytes as text, or says that they are none. In order: byte order mark, UTF-8 if every byte is valid, the
 * encoding declared outside or inside the file, UTF-16 by the pattern of its NUL bytes, then a statistical guess.
 *
 * @param declared an encoding label from a `charset=` parameter or a `<meta>` tag
 * @returns `null` for binary data
 */
export function decodeText(bytes: Uint8Array, declared?: string): string | null {
  const marked = encodingByMark(bytes);
  if (marked) return textOrNull(decode(bytes, marked));
  const utf16 = utf16WithoutMark(bytes);
  if (utf16) return textOrNull(decode(bytes, utf16));
  const utf8 = decodeStrictly(bytes);
  if (utf8 !== null) return textOrNull(utf8);
  return textOrNull(decode(bytes, supported(declared) ?? guess(bytes)));
}

/** The `charset` of a content type or a `<meta>` tag, wherever it stands in the text. */
export function declaredCharset(text: string | undefined): string | undefined {
  return text?.match(/charset\s{0,10}=\s{0,10}["']?([\w.:-]{1,40})/i)?.[1];
}

function decode(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding).decode(bytes);
}

function decodeStrictly(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** UTF-16 text of most scripts has a NUL in every second byte wherever a space, digit or Latin letter stands. */
function utf16WithoutMark(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const nuls = [0, 0];
  const length = Math.min(bytes.length, SAMPLE);
  if (length < 4) return undefined;
  for (let at = 0; at < length; at += 1) {
    if (bytes[at] === 0) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = nuls;
  if (odd > length * 0.2 && even < odd * 0.05) return 'utf-16le';
  if (even > length * 0.2 && odd < even * 0.05) return 'utf-16be';
  return undefined;
}

/** A declared encoding, if it is one we know and not one that the bytes have just disproved. */
function supported(label: string | undefined): string | undefined {
  if (!label) return undefined;
  try {
    const { encoding } = new TextDecoder(label);
    return /^utf-/.test(encoding) ? undefined : encoding;
  } catch {
    return undefined;
  }
}

/** How much surer than of Western the detector must be of another encoding, in its points of 100. */
const CLEAR_LEAD = 20;

/**
 * The likeliest single- or multi-byte encoding. Windows-1252 contains Latin-1 and is what most undeclared Western text
 * is; on short texts the detector's guesses lie close together, so another one needs a clear lead.
 */
function guess(bytes: Uint8Array): string {
  const western = 'windows-1252';
  const matches = analyse(bytes.subarray(0, SAMPLE));
  const best = matches.find((match) => !/^(utf|ascii)/i.test(match.name));
  const latin = matches.find((match) => /^(iso-8859-1|windows-1252)$/i.test(match.name));
  if (!best || best.confidence < (latin?.confidence ?? 0) + CLEAR_LEAD) return western;
  return supported(best.name) ?? western;
}

/** Text may hold a stray control character, a binary file consists of them. A twentieth is far from either. */
function textOrNull(text: string): string | null {
  const sample = text.slice(0, SAMPLE);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary data from text
  const odd = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g)?.length ?? 0;
  return odd > Math.max(2, sample.length / 20) ? null : text;
}
