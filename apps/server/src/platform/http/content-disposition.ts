/** Path separators, control characters, and those that turn the direction of writing and so can hide a name's extension. */
const UNSAFE = /[\p{Cc}/\\\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const MAX_LENGTH = 150;

/**
 * A `Content-Disposition` that has the body saved under the given name (RFC 6266, section 4): once in ASCII for old clients, once as
 * it is (RFC 8187). The name may come from a stranger.
 */
export function attachment(name: string, extension: string): string {
  const stem = [...name.toWellFormed().replace(UNSAFE, '_')].slice(0, MAX_LENGTH).join('').trim() || 'file';
  const filename = `${stem}.${extension}`;
  // `%` too, which some clients decode even here.
  const ascii = filename.replace(/[^ -~]|["%]/gu, '_');
  const encoded = encodeURIComponent(filename).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
