import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What is wrong with each field, in terms of the caller's own JSON. */
export function issuesOf(error: z.ZodError): { path: string; message: string }[] {
  return error.issues.flatMap((issue) => describe(issue, [])).slice(0, 20);
}

function describe(issue: Issue, base: PropertyKey[]): { path: string; message: string }[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: format([...path, key]), message: 'is not a known field' }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The form that fits best is most likely the one that was meant.
    const closest = issue.errors.reduce((best, next) => (weight(next) < weight(best) ? next : best));
    return closest.flatMap((inner) => describe(inner as Issue, path));
  }
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path: format(path), message }));
  return [{ path: format(path), message: issue.message }];
}

const weight = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);

/** A name as it may be said back: one that is longer than any of ours could be a key that was pasted. */
export const shownName = (name: string): string => (name.length <= 32 ? name : `${name.slice(0, 12)}…`);

const format = (path: PropertyKey[]): string =>
  path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      return (index === 0 ? '' : '.') + shownName(String(part));
    })
    .join('');
