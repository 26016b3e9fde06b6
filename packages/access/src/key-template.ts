import { BASE62, HEX } from './digits.ts';

/** How the random part of a key is written. */
export interface Encoding {
  readonly alphabet: string;
  /** Digits at the end that hold the CRC-32: the fewest that can hold 32 bits. */
  readonly checksumLength: number;
  /** Digits of the secret that a display prefix shows, as the documents print them: `rk_live_aBcD`, `rg_4a9f1c2e`. */
  readonly shownLength: number;
}

export const ENCODINGS: { readonly base62: Encoding; readonly hex: Encoding } = {
  base62: { alphabet: BASE62, checksumLength: 6, shownLength: 4 },
  hex: { alphabet: HEX, checksumLength: 8, shownLength: 8 },
};

/** A template taken apart; made by `parseKeyTemplate`. */
export interface KeyFormat {
  readonly template: string;
  /** The literal text up to the environment, or up to the random part if there is no environment: `rk_`, `rg_`. */
  readonly head: string;
  /** The literal text between environment and random part; null when the format has no environment. */
  readonly environmentTail: string | null;
  readonly encoding: keyof typeof ENCODINGS;
  /** Digits of the random part, checksum included. */
  readonly randomLength: number;
}

/** NIST SP 800-131A asks for 112 bits of strength at least; 128 is the next usual step and what `rg_{hex:40}` has. */
const MIN_SECRET_BITS = 128;

/** Keys travel in headers and are pasted by hand: longer serves nobody. */
const MAX_RANDOM_LENGTH = 128;
const MAX_LITERAL_LENGTH = 32;

const TEMPLATE = /^([A-Za-z][A-Za-z0-9_]*_)(?:\{env\}([A-Za-z0-9_]*_))?\{(base62|hex):([1-9][0-9]{0,3})\}$/;

/**
 * Reads a key template such as `rk_{env}_{base62:32}` or `rg_{hex:40}`: literal text, at most one `{env}` (`live` or
 * `test`), and at the end the random part with its number of characters.
 *
 * @throws Error that says what is wrong with the template
 */
export function parseKeyTemplate(template: string): KeyFormat {
  const [, head, environmentTail = null, encoding, digits] = TEMPLATE.exec(template) ?? [];
  if (head === undefined || (encoding !== 'base62' && encoding !== 'hex')) {
    throw templateError(
      template,
      'expected something like "rk_{env}_{base62:32}" or "rg_{hex:40}": a prefix of letters, digits and underscores ' +
        'that starts with a letter and ends with an underscore, optionally with {env}_ at its end, then {base62:N} or {hex:N}',
    );
  }
  if (head.length + (environmentTail ?? '').length > MAX_LITERAL_LENGTH) {
    throw templateError(template, `its prefix may have at most ${MAX_LITERAL_LENGTH} characters besides {env}`);
  }
  const randomLength = Number(digits);
  const { alphabet, checksumLength } = ENCODINGS[encoding];
  const least = checksumLength + Math.ceil(MIN_SECRET_BITS / Math.log2(alphabet.length));
  if (randomLength < least || randomLength > MAX_RANDOM_LENGTH) {
    throw templateError(
      template,
      `its random part must have ${least} to ${MAX_RANDOM_LENGTH} characters: ` +
        `${checksumLength} of them are the checksum, and the rest must hold at least ${MIN_SECRET_BITS} bits of secret`,
    );
  }
  return { template, head, environmentTail, encoding, randomLength };
}

function templateError(template: string, why: string): Error {
  return new Error(`The key format "${template}" cannot be used: ${why}.`);
}
