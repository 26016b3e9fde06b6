/** Names that turn a careless copy of an object into a change of its prototype. */
export const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Made by `{}` or JSON.parse, of whichever realm; a Date or a Map would become something else in JSON. */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether JSON holds the value unchanged and it can be stored. A loop, so that no depth overflows the stack. */
export function isJson(root: unknown): boolean {
  const rest = [root];
  while (rest.length > 0) {
    const value = rest.pop();
    if (value === null || typeof value === 'boolean' || Number.isFinite(value)) continue;
    if (typeof value === 'string') {
      if (!isText(value)) return false;
    } else if (Array.isArray(value)) {
      rest.push(...value);
    } else {
      if (!isPlainObject(value)) return false;
      if (Object.keys(value).some((name) => FORBIDDEN_NAMES.has(name) || !isText(name))) return false;
      rest.push(...Object.values(value));
    }
  }
  return true;
}

/** Unicode that every database stores: no half of a surrogate pair, and no NUL, which PostgreSQL refuses. */
export function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
