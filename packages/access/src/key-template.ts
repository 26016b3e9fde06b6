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
export type KeyFormat = ChecksummedFormat | OpaqueFormat;

/** The format of keys that are made here. */
export interface ChecksummedFormat {
  readonly template: string;
  /** The literal text up to the environment, or up to the random part if there is no environment: `rk_`, `rg_`. */
  readonly head: string;
  /** The literal text between environment and random part; null when the format has no environment. */
  readonly environmentTail: string | null;
  readonly encoding: keyof typeof ENCODINGS;
  /** Digits of the random part, checksum included. */
  readonly randomLength: number;
}

/** The format of keys that were made elsewhere: to be recognised, never to be generated. */
export interface OpaqueFormat {
  readonly template: string;
  /** The literal text before the random part; may be empty. */
  readonly head: string;
  readonly encoding: 'opaque';
  /** Characters of the random part. */
  readonly minLength: number;
  readonly maxLength: number;
}

/** Whether `generateKey` can make keys of the format: not of an opaque one, whose maker is somebody else. */
export function canGenerate(format: KeyFormat): format is ChecksummedFormat {
  return format.encoding !== 'opaque';
}

/** NIST SP 800-131A asks for 112 bits of strength at least; 128 is the next usual step and what `rg_{hex:40}` has. */
const MIN_SECRET_BITS = 128;

/** Keys travel in headers and are pasted by hand: longer serves nobody. */
const MAX_RANDOM_LENGTH = 128;
const MAX_LITERAL_LENGTH = 32;

/** 16 characters are 96 bits if they are random, the least that is not guessed over a network. */
const MIN_OPAQUE_LENGTH = 16;
const MAX_OPAQUE_LENGTH = 255;

const CHECKSUMMED = /^([A-Za-z][A-Za-z0-9_]*_)(?:\{env\}([A-Za-z0-9_]*_))?\{(base62|hex):([1-9][0-9]{0,3})\}$/;
const OPAQUE = /^([A-Za-z0-9_-]*)\{opaque:([1-9][0-9]{0,3})(?:-([1-9][0-9]{0,3}))?\}$/;

/**
 * Reads a key template. `rk_{env}_{base62:32}` or `rg_{hex:40}`: literal text, at most one `{env}` (`live` or `test`), and
 * at the end the random part with its number of characters. `sk-{opaque:48}` or `{opaque:20-64}`, for keys imported from
 * elsewhere: literal text or none, and so many letters, digits, `_` and `-` without a checksum.
 *
 * @throws Error that says what is wrong with the template
 */
export function parseKeyTemplate(template: string): KeyFormat {
  const opaque = OPAQUE.exec(template);
  return opaque ? opaqueFormat(template, opaque) : checksummedFormat(template);
}

function opaqueFormat(template: string, [, head = '', min, max = min]: readonly (string | undefined)[]): OpaqueFormat {
  if (head.length > MAX_LITERAL_LENGTH) {
    throw templateError(template, `its prefix may have at most ${MAX_LITERAL_LENGTH} characters`);
  }
  const [minLength, maxLength] = [Number(min), Number(max)];
  if (minLength < MIN_OPAQUE_LENGTH || maxLength > MAX_OPAQUE_LENGTH || minLength > maxLength) {
    throw templateError(
      template,
      `its opaque part must have ${MIN_OPAQUE_LENGTH} to ${MAX_OPAQUE_LENGTH} characters, the fewest before the most`,
    );
  }
  return { template, head, encoding: 'opaque', minLength, maxLength };
}

function checksummedFormat(template: string): ChecksummedFormat {
  const [, head, environmentTail = null, encoding, digits] = CHECKSUMMED.exec(template) ?? [];
  if (head === undefined || (encoding !== 'base62' && encoding !== 'hex')) {
    throw templateError(
      template,
      'expected something like "rk_{env}_{base62:32}" or "rg_{hex:40}": a prefix of letters, digits and underscores ' +
        'that starts with a letter and ends with an underscore, optionally with {env}_ at its end, then {base62:N} or ' +
        '{hex:N}; or, for keys from elsewhere, something like "sk-{opaque:48}" or "{opaque:20-64}"',
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
