import type { Draft } from './types.ts';

const TIME = /^\s*(?:\d{1,4}:)?\d{2}:\d{2}[.,]\d{3}\s*-->\s*(?:\d{1,4}:)?\d{2}:\d{2}[.,]\d{3}/;

/** Whether a text is subtitles: WebVTT by its first line, SubRip by a number and a time above the first cue. */
export function looksLikeSubtitles(text: string): boolean {
  const [first = '', second = ''] = text
    .replace(/^\ufeff/, '')
    .trimStart()
    .split(/\r?\n/, 2);
  return /^WEBVTT(?:[ \t]|$)/.test(first) || (/^\d+\s*$/.test(first) && TIME.test(second));
}

/**
 * What is said in subtitles (W3C WebVTT; SubRip), without times, numbers and marks. Cues follow each other as one text; where a
 * speaker is named and changes, a paragraph begins. Comments and styles are left out.
 */
export function subtitlesToMarkdown(text: string): Draft {
  const paragraphs: string[] = [];
  let speaker: string | undefined;
  let previous = '';
  for (const block of text.replace(/\r\n?/g, '\n').split(/\n{2,}/)) {
    const lines = block.split('\n');
    const time = lines.findIndex((line) => TIME.test(line));
    if (time < 0) continue;
    const cue = lines.slice(time + 1).join('\n');
    const named = /<v(?:\.[^ >]*)?\s+([^>]+)>/.exec(cue)?.[1]?.trim();
    const said = cue
      .replace(/<[^>]*>|\{\\[^}]*\}/g, '')
      .replace(/\s+/g, ' ')
      .trim();
    // Live captions repeat the line before.
    if (said === '' || said === previous) continue;
    previous = said;
    if (paragraphs.length === 0 || named !== speaker) paragraphs.push(named ? `${named}: ${said}` : said);
    else paragraphs.push(`${paragraphs.pop()} ${said}`);
    speaker = named;
  }
  return { parts: [decode(paragraphs.join('\n\n'))], paged: false, title: null };
}

function decode(text: string): string {
  return text.replaceAll('&nbsp;', ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
