import { oneLine } from './normalise.ts';

/** An ATX heading; levels beyond 1–6 are brought into it. */
export function heading(level: number, text: string): string {
  const line = oneLine(text);
  return line === '' ? '' : `${'#'.repeat(Math.min(6, Math.max(1, level)))} ${line}`;
}

/** Puts `**`, `*` or `~~` around text; outside of its outer blanks, as Markdown demands. */
export function emphasis(text: string, mark: string): string {
  const inner = text.trim();
  // Emphasis within emphasis of the same kind adds nothing.
  if (inner === '' || (mark !== '' && isWrapped(inner, mark))) return text;
  const start = text.indexOf(inner);
  return `${text.slice(0, start)}${mark}${inner}${mark}${text.slice(start + inner.length)}`;
}

function isWrapped(text: string, mark: string): boolean {
  if (text.length <= 2 * mark.length || !text.startsWith(mark) || !text.endsWith(mark)) return false;
  // `**a**` is wrapped in `**`, not in `*`; `***a***` is wrapped in both.
  const run = /^[*~]+/.exec(text)?.[0].length ?? 0;
  return mark.length === 1 ? run % 2 === 1 : run >= 2;
}

/** A code block whose fence is longer than any run of backticks inside. */
export function fenced(code: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(code) + 1));
  return `${fence}${language}\n${code}\n${fence}`;
}

/** Code within a line; blanks around it stay outside. */
export function codeSpan(code: string): string {
  const line = oneLine(code);
  if (line === '') return '';
  const ticks = '`'.repeat(longestRun(line) + 1);
  const span = line.startsWith('`') || line.endsWith('`') ? `${ticks} ${line} ${ticks}` : `${ticks}${line}${ticks}`;
  return `${/^\s/.test(code) ? ' ' : ''}${span}${/\s$/.test(code) ? ' ' : ''}`;
}

function longestRun(code: string): number {
  return code.match(/`+/g)?.reduce((most, run) => Math.max(most, run.length), 0) ?? 0;
}

/** A link, or its plain text where the target leads nowhere for a reader of the Markdown. */
export function link(text: string, target: string | undefined): string {
  if (!target || text.trim() === '') return text;
  return `[${text.trim()}](${target.replace(/[\s()<>]/g, (character) => encodeURIComponent(character).replace('(', '%28').replace(')', '%29'))})`;
}

/** One item of a list, its later lines indented under the first. `label` is `-` or a number with its dot. */
export function listItem(label: string, content: string): string {
  const indent = ' '.repeat(Math.max(4, label.length + 1));
  return `${label} ${content.trim().replace(/\n(?=[^\n])/g, `\n${indent}`)}`;
}

/** A block quotation. */
export function quote(content: string): string {
  return content
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}
