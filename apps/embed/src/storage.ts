/** What is kept for a visitor between visits. */
export interface Kept {
  token?: string;
  /** When the token ends, in milliseconds since 1970. */
  until?: number;
  conversation?: string | undefined;
}

export interface Storage {
  read(): Kept;
  write(change: Kept): void;
  /** Goes on with what was kept elsewhere, unless something is here already. */
  adopt(text: string): void;
}

/**
 * Browsers keep what is framed apart by the page that frames it.
 *
 * @param keepElsewhere for those that let a frame keep nothing at all
 */
export function createStorage(embedId: string, keepElsewhere: (text: string) => void): Storage {
  const name = `ragkeep:${embedId}`;
  let kept: Kept = {};
  const adopt = (text: string | null) => {
    if (kept.token) return;
    try {
      kept = JSON.parse(text ?? '{}') ?? {};
    } catch {}
  };
  try {
    adopt(localStorage.getItem(name));
  } catch {}
  return {
    read: () => kept,
    write(change) {
      kept = { ...kept, ...change };
      const text = JSON.stringify(kept);
      try {
        localStorage.setItem(name, text);
      } catch {
        keepElsewhere(text);
      }
    },
    adopt,
  };
}
