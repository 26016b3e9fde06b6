import { matchesPattern } from './scope.ts';

interface Rule {
  pattern: string;
  allows: boolean;
}

/** What a robots.txt says to us. */
export interface RobotsFile {
  isAllowed(url: string): boolean;
  delaySeconds: number;
}

/** Real files have some hundreds of lines; every page is held against each. */
const MAX_LINES = 5_000;

/**
 * Reads a robots.txt by RFC 9309: the groups for `agent`, or else those for all; of the rules that match a path the longest
 * counts, and `Allow` of two of one length. `Crawl-delay` is not of the RFC, but sites ask for it so.
 *
 * @param agent in small letters
 */
export function parseRobots(text: string, agent: string): RobotsFile {
  const groups = new Map<string, { rules: Rule[]; delay: number }>();
  let current: { rules: Rule[]; delay: number }[] = [];
  let afterAgents = false;
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/, MAX_LINES)) {
    const [, field = '', value = ''] = /^\s*([\w-]+)\s*:([^#]*)/.exec(line) ?? [];
    const key = field.toLowerCase();
    const given = value.trim();
    if (key === 'user-agent') {
      // RFC 9309 §2.2.1: a product token without its version.
      const name = given.toLowerCase().split('/')[0]?.trim() ?? '';
      const group = groups.get(name) ?? { rules: [], delay: 0 };
      groups.set(name, group);
      current = afterAgents ? [...current, group] : [group];
      afterAgents = true;
      continue;
    }
    if (key === 'allow' || key === 'disallow') {
      // An empty pattern matches nothing.
      if (given !== '') for (const group of current) group.rules.push({ pattern: given, allows: key === 'allow' });
    } else if (key === 'crawl-delay') {
      for (const group of current) group.delay = Number(given) || 0;
    } else {
      // A sitemap or a line of another kind belongs to no group, and ends none.
      continue;
    }
    afterAgents = false;
  }
  const ours = groups.get(agent) ?? groups.get('*') ?? { rules: [], delay: 0 };
  const rules = ours.rules.map(({ pattern, allows }) => ({ ...compiled(pattern), allows }));
  return {
    delaySeconds: Math.max(0, ours.delay),
    isAllowed(url) {
      const { pathname, search } = new URL(url);
      const path = upperEscapes(pathname + search);
      let best: { length: number; allows: boolean } = { length: -1, allows: true };
      for (const { pattern, length, allows } of rules) {
        const isBetter = length > best.length || (length === best.length && allows);
        if (isBetter && matchesPattern(pattern, path)) best = { length, allows };
      }
      return best.allows;
    },
  };
}

/** Patterns match from the beginning of a path to wherever they end, unless they say `$`. */
function compiled(pattern: string): { pattern: string; length: number } {
  const text = upperEscapes(pattern);
  const whole = text.endsWith('$') ? text.slice(0, -1) : `${text}*`;
  return { pattern: whole, length: pattern.length };
}

/** RFC 3986 §2.1: `%c3` and `%C3` are the same. */
const upperEscapes = (text: string): string => text.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase());
