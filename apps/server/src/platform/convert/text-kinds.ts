import type { Format, SourceFile } from './types.ts';

/** Kinds of text: told apart by name and type as well. */
export type TextFormat = Extract<Format, 'csv' | 'html' | 'markdown' | 'text' | 'json' | 'code'>;

const EXTENSIONS = new Map<string, TextFormat>([
  ['csv', 'csv'],
  ['tsv', 'csv'],
  ['tab', 'csv'],
  ['htm', 'html'],
  ['html', 'html'],
  ['xhtml', 'html'],
  ['md', 'markdown'],
  ['mdx', 'markdown'],
  ['markdown', 'markdown'],
  ['json', 'json'],
  ['jsonl', 'json'],
  ['ndjson', 'json'],
  ['txt', 'text'],
]);

const MEDIA_TYPES = new Map<string, TextFormat>([
  ['text/csv', 'csv'],
  ['text/tab-separated-values', 'csv'],
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['text/markdown', 'markdown'],
  ['application/json', 'json'],
  ['application/x-ndjson', 'json'],
]);

/** Endings of source code, by the name that Markdown's fences give the language. */
const LANGUAGES: Record<string, string> = {
  bash: 'sh bash zsh',
  batch: 'bat cmd',
  c: 'c h',
  clojure: 'clj cljs',
  cmake: 'cmake',
  cpp: 'cc cpp cxx hh hpp hxx',
  csharp: 'cs',
  css: 'css',
  dart: 'dart',
  diff: 'diff patch',
  dockerfile: 'dockerfile',
  elixir: 'ex exs',
  erlang: 'erl hrl',
  fortran: 'f90 f95 f03',
  fsharp: 'fs fsx',
  go: 'go',
  graphql: 'graphql gql',
  groovy: 'groovy gradle',
  haskell: 'hs',
  hcl: 'tf hcl',
  ini: 'ini cfg conf properties env',
  java: 'java',
  javascript: 'js mjs cjs',
  json5: 'json5 jsonc',
  jsx: 'jsx',
  julia: 'jl',
  kotlin: 'kt kts',
  latex: 'tex sty cls',
  less: 'less',
  lua: 'lua',
  makefile: 'makefile mk',
  nix: 'nix',
  ocaml: 'ml mli',
  perl: 'pl pm',
  php: 'php',
  powershell: 'ps1 psm1',
  protobuf: 'proto',
  python: 'py pyi',
  r: 'r',
  ruby: 'rb rake gemfile rakefile',
  rust: 'rs',
  scala: 'scala sc',
  scss: 'scss sass',
  sql: 'sql',
  svelte: 'svelte',
  swift: 'swift',
  toml: 'toml',
  tsx: 'tsx',
  typescript: 'ts mts cts',
  vue: 'vue',
  xml: 'xml xsd xsl xslt svg',
  yaml: 'yaml yml',
  zig: 'zig',
};

const LANGUAGE_BY_ENDING = new Map(
  Object.entries(LANGUAGES).flatMap(([language, endings]) => endings.split(' ').map((ending) => [ending, language])),
);

/** Interpreters named in a script's first line, where they differ from the language's name. */
const INTERPRETERS = new Map([
  ['sh', 'bash'],
  ['zsh', 'bash'],
  ['dash', 'bash'],
  ['node', 'javascript'],
  ['deno', 'typescript'],
]);

/** The language of source code, by its name's ending, its first line or an XML declaration; `null` for other texts. */
export function languageOf(text: string, filename: string | undefined): string | null {
  const byName = LANGUAGE_BY_ENDING.get(ending(filename));
  if (byName !== undefined) return byName;
  const words = /^#!(.{1,200})/.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
  const program = words
    .find((word) => !/^-|\benv$/.test(word))
    ?.split('/')
    .at(-1);
  const named = program?.replace(/[\d.]+$/, '');
  if (named !== undefined) return INTERPRETERS.get(named) ?? named;
  return text.startsWith('<?xml') ? 'xml' : null;
}

const SNIFFED = 1024;

/** What a text is: HTML by its beginning, else what its name or content type says. */
export function kindOfText(text: string, { filename, contentType }: SourceFile): TextFormat {
  // As HTML may begin after comments and an XML declaration (WHATWG MIME Sniffing, section 7.1).
  const start = text
    .slice(0, SNIFFED)
    .replace(/<\?xml[^>]*>|<!--[\s\S]*?-->/g, '')
    .trimStart();
  if (/^<(?:!doctype html|html|head)[\s>]/i.test(start)) return 'html';
  const named = EXTENSIONS.get(ending(filename)) ?? MEDIA_TYPES.get(mediaType(contentType));
  if (named !== undefined) return named;
  if (languageOf(text, filename) !== null) return 'code';
  // A Markdown file, say, may begin with a tag; a nameless file that does is HTML.
  return /^<(?:body|title|h1|div|table|p|script|style|meta|iframe|br)[\s/>]/i.test(start) ? 'html' : 'text';
}

/** Fields that mail programs write (RFC 5322, section 3.6; RFC 2045). */
const MAIL_FIELD =
  /^(?:return-path|received|delivered-to|from|sender|reply-to|to|cc|subject|date|message-id|mime-version|dkim-signature|authentication-results|x-[\w-]+):/gim;

/**
 * Whether a file is an e-mail message: named as one, or without a name that says otherwise and beginning with three
 * of the fields of one. A text may quote a message's fields; a message hardly has the ending `.txt`.
 *
 * @param head its first bytes, each a character
 */
export function looksLikeEmail(head: string, { filename, contentType }: SourceFile): boolean {
  // Mailboxes put a line without a colon before each message.
  if (!/^(?:>?From [^\n]*\n)?[!-9;-~]{1,76}:[ \t\r\n]/.test(head)) return false;
  if (ending(filename) === 'eml' || mediaType(contentType) === 'message/rfc822') return true;
  if (EXTENSIONS.has(ending(filename)) || languageOf(head, filename) !== null) return false;
  const top = head.split(/\r?\n\r?\n/)[0] ?? '';
  const fields = new Set(top.match(MAIL_FIELD)?.map((field) => field.toLowerCase()));
  return fields.size >= 3 && (fields.has('from:') || fields.has('received:'));
}

/** What stands after the last dot, or the whole name of a file such as `Makefile`. */
function ending(filename: string | undefined): string {
  return (
    filename
      ?.split(/[./\\]/)
      .at(-1)
      ?.toLowerCase() ?? ''
  );
}

function mediaType(contentType: string | undefined): string {
  return contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
}
