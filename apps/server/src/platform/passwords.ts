import { hash, verify } from '@node-rs/argon2';

/**
 * Argon2id with the memory (KiB), passes and lanes of OWASP's Password Storage Cheat Sheet: the least memory it recommends with
 * one lane and two passes.
 */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const PREFIX = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;

/** A hash of no known password, at the same cost as a real one. */
const NOBODYS = `${PREFIX}${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Each hash takes 19 MiB and one of libuv's four threads, which files and names need too. */
const AT_ONCE = 2;
const MAX_WAITING = 100;

/** More passwords are to be checked than the process should promise: a 503 to come back later. */
export class BusyError extends Error {
  override name = 'BusyError';
}

/** A PHC string with a salt of its own. Throws a `BusyError` when too many are waiting. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(normalise(password), COST));
}

/**
 * Whether the password is the hash's. With null, where there is no account or no password, it does the same work and says no, so
 * that the time does not tell who has an account. Throws a `BusyError` when too many are waiting.
 */
export async function verifyPassword(hashed: string | null, password: string): Promise<boolean> {
  const matches = await inTurn(() => verify(hashed ?? NOBODYS, normalise(password)));
  return matches && hashed !== null;
}

/** Whether the hash was made at another cost than is asked for now. */
export const needsRehash = (hashed: string): boolean => !hashed.startsWith(PREFIX);

/** So that one password typed on two keyboards is one password: NIST SP 800-63B (revision 3), section 5.1.1.2. */
const normalise = (password: string): string => password.normalize('NFKC');

const waiting: (() => void)[] = [];
let running = 0;

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < AT_ONCE) running += 1;
  else if (waiting.length < MAX_WAITING) await new Promise<void>((resolve) => waiting.push(resolve));
  else throw new BusyError('too many passwords are being checked');
  try {
    return await work();
  } finally {
    const next = waiting.shift(); // which takes this one's place
    if (next) next();
    else running -= 1;
  }
}
