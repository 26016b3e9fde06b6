const MAX = 63;

/** A slug from a name: letters of any accent to plain ones, everything else to hyphens; `fallback` when nothing is left. */
export function slugify(name: string, fallback = 'project'): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX - 10)
    .replace(/^-+|-+$/g, '');
  return plain || fallback;
}

/** The base, or the base with the first free number. */
export function freeSlug(base: string, taken: readonly string[]): string {
  const used = new Set(taken);
  if (!used.has(base)) return base;
  for (let n = 2; ; n++) if (!used.has(`${base}-${n}`)) return `${base}-${n}`;
}
