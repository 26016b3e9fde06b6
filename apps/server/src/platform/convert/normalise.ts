/**
 * Characters that carry no text: C0 and C1 controls except tab and line feed, soft hyphen, zero-width space,
 * bidirectional overrides (they hide text from the eye), byte order marks and non-characters.
 */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is what this is for
  /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]/g;
const LINE_END = /\r\n?|[\f\u0085\u2028\u2029]/g;
const ODD_SPACE = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;

/**
 * Brings text into the one form everything later relies on: `\n` line ends, NFC, plain spaces, nothing invisible, no
 * lone surrogates, no blanks at line ends, at most one blank line in a row, none at either end. Linear in the text.
 */
export function normalise(text: string): string {
  const clean = text
    .toWellFormed()
    .replace(LINE_END, '\n')
    .replace(INVISIBLE, '')
    .replace(ODD_SPACE, ' ')
    .normalize('NFC');
  const lines: string[] = [];
  for (const line of clean.split('\n')) {
    const trimmed = line.trimEnd();
    if (trimmed !== '' || (lines.length > 0 && lines.at(-1) !== '')) lines.push(trimmed);
  }
  if (lines.at(-1) === '') lines.pop();
  return lines.join('\n');
}

/** One line of text: every run of white space becomes one space. For titles, headings and table cells. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
