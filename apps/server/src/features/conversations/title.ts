const LENGTH = 80;

/**
 * What a conversation is called after its first message: that message's first line, cut between words near 80 characters.
 *
 * @returns null for a message of nothing but blanks
 */
export function titleOf(content: string): string | null {
  const line = content
    .split(/[\n\r\u2028\u2029]/)
    .map((each) => each.replace(/[\s\p{Cc}]+/gu, ' ').trim())
    .find((each) => each !== '');
  if (line === undefined) return null;
  const characters = [...line];
  if (characters.length <= LENGTH) return line;
  const start = characters.slice(0, LENGTH).join('');
  // A word that fills the line, or a script without blanks, is cut anywhere.
  const end = start.lastIndexOf(' ');
  return `${(end > start.length / 2 ? start.slice(0, end) : start).trimEnd()}…`;
}
