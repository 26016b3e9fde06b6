import { decodeBase64Url, encodeBase64Url } from './base64url.ts';
import { type DerivedClaims, isPayload, lostClaim, payloadProblem, toClaims, toPayload } from './derived-claims.ts';
import { parseScopes } from './scopes.ts';

export interface ParsedDerivedKey {
  /** SHA-256 of the parent key, 32 bytes: what it is looked up by. */
  readonly parentDigest: Uint8Array;
  /** What the token says. Not to be believed before the signature is checked. */
  readonly claims: DerivedClaims;
  /** All before the dot: what is signed. */
  readonly signedText: string;
  /** HMAC-SHA-256 of `signedText` with the parent's derivation key, 32 bytes. */
  readonly signature: Uint8Array;
}

const PREFIX = 'rkd_';
const DERIVATION_LABEL = 'ragkeep derived key';

/** Fits into a header beside others: servers take 8 to 16 KB for all of them. It holds up to 75 ids. */
const MAX_LENGTH = 4096;
const SIGNATURE_LENGTH = 43;
const MAX_PAYLOAD_BYTES = Math.floor(((MAX_LENGTH - PREFIX.length - 1 - SIGNATURE_LENGTH) * 3) / 4);

/** The characters of the shortest payload, `{"k":"<43 characters>","exp":1}`. */
const MIN_PAYLOAD_LENGTH = 79;

const CHARACTER = '[0-9A-Za-z_-]';
const SHAPE = new RegExp(`^${PREFIX}${CHARACTER}{${MIN_PAYLOAD_LENGTH},}\\.${CHARACTER}{${SIGNATURE_LENGTH}}$`);

/** What keys of every format are made of. A derived key is not: its dot keeps it from being a parent. */
const PARENT = /^[0-9A-Za-z_-]+$/;

/**
 * The source of a regular expression (also valid in RE2) for leak scanners and log redaction. The signature is optional so
 * that a search takes linear time whatever the text; whether a find is whole, `parseDerivedKey` tells.
 */
export const DERIVED_KEY_PATTERN = `${PREFIX}${CHARACTER}{${MIN_PAYLOAD_LENGTH},}(?:\\.${CHARACTER}{${SIGNATURE_LENGTH}})?`;

/**
 * Mints a key that is valid until it expires or its parent ends, and never allows more than its parent. It needs no
 * request. The same input gives the same token.
 *
 * @param parentKey the raw API key
 * @returns at most 4096 characters
 * @throws UnknownScopeError for a scope that is none
 * @throws Error for an empty list, another wrong claim, an unknown or undefined one, claims too long for a token, or a
 *   parent that is no API key
 */
export async function deriveKey(parentKey: string, claims: DerivedClaims): Promise<string> {
  if (!PARENT.test(parentKey)) throw derivationError('the parent must be an API key, as it was issued');
  const lost = lostClaim(claims);
  if (lost !== undefined) throw derivationError(`its claim ${lost} is unknown or undefined`);
  parseScopes(claims.scopes ?? []);
  const digest = await crypto.subtle.digest('SHA-256', utf8(parentKey));
  const payload = toPayload(encodeBase64Url(new Uint8Array(digest)), claims);
  const json = utf8(JSON.stringify(payload));
  if (json.length > MAX_PAYLOAD_BYTES) {
    throw derivationError(`its claims take ${json.length} bytes of JSON, and ${MAX_PAYLOAD_BYTES} fit into a token`);
  }
  const problem = payloadProblem(payload);
  if (problem !== null) throw derivationError(problem);
  const signedText = PREFIX + encodeBase64Url(json);
  const signature = await hmac(await derivationKey(parentKey), signedText);
  return `${signedText}.${encodeBase64Url(signature)}`;
}

/**
 * The HMAC key that signs what is derived from an API key, 32 bytes. Keep it as secret as a key: whoever has it can mint
 * derived keys, though it neither gives away the API key nor stands in for it.
 */
export function derivationKey(parentKey: string): Promise<Uint8Array<ArrayBuffer>> {
  return hmac(utf8(parentKey), DERIVATION_LABEL);
}

/**
 * Takes a derived key apart; null for whatever is not written exactly as `deriveKey` writes it, apart from the order and
 * spacing of the JSON. Never throws. It checks neither signature nor expiry: to do so, and to find the parent, is the server's part.
 */
export function parseDerivedKey(text: string): ParsedDerivedKey | null {
  if (!isDerivedKeyShape(text)) return null;
  const dot = text.indexOf('.');
  const signedText = text.slice(0, dot);
  const signature = decodeBase64Url(text.slice(dot + 1));
  const json = decodeBase64Url(signedText.slice(PREFIX.length));
  const payload = json && parseJson(json);
  if (!signature || !isPayload(payload)) return null;
  const parentDigest = decodeBase64Url(payload.k);
  return parentDigest && { parentDigest, claims: toClaims(payload), signedText, signature };
}

/** Whether a credential is to be read as a derived key: by prefix, length and characters alone. */
export function isDerivedKeyShape(text: string): boolean {
  return text.length <= MAX_LENGTH && SHAPE.test(text);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return null;
  }
}

async function hmac(key: Uint8Array<ArrayBuffer>, message: string): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8(message)));
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function derivationError(why: string): Error {
  return new Error(`The key cannot be derived: ${why}.`);
}
