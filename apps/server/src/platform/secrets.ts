import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Encrypts and signs with keys drawn from the deployment's one secret, a different key for each purpose. While the secret is
 * being changed there are several: what is new is made with the present one, and what the others made is still accepted.
 */
export interface Secrets {
  /** AES-256-GCM; `context` must be the same to open it, so that a sealed value cannot be moved elsewhere. */
  seal(purpose: string, context: string, plain: Buffer): Buffer;
  /** Throws when it was not sealed for this context with one of the secrets. */
  open(purpose: string, context: string, sealed: Buffer): Buffer;
  /** The first 16 bytes of an HMAC-SHA-256. */
  sign(purpose: string, text: string): Buffer;
  verify(purpose: string, text: string, signature: Buffer): boolean;
  /** 32 bytes of its own for a purpose, for what takes a key itself. */
  key(purpose: string): Buffer;
  /** The same of every secret, the present one's first. */
  keys(purpose: string): readonly Buffer[];
  /** What sealed values begin with, by secret, the present one's first. */
  headers: readonly Buffer[];
}

/** Tells sealed values of this form from those of before, which began with the nonce. */
const FORM = 2;
/** Of a key's id: enough to tell a few secrets apart, and nothing to guess one from. */
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The length of `Secrets.headers`. */
export const HEADER_BYTES: number = 1 + KEY_ID_BYTES;

/**
 * A sealed value is: the form's number, the id of the secret's key, the nonce, what is encrypted, the tag. Those from before
 * secrets could be changed are without the first two; they open with whichever secret fits.
 *
 * @param former which were the deployment's secret before, latest first
 */
export function createSecrets(secret: string, former: readonly string[] = []): Secrets {
  const rings = [...new Set([secret, ...former])].map(keyRing);
  const [present = keyRing(secret)] = rings;
  const sign = (ring: KeyRing, purpose: string, text: string) =>
    createHmac('sha256', ring.key(`sign:${purpose}`))
      .update(text)
      .digest()
      .subarray(0, 16);

  return {
    seal: (purpose, context, plain) =>
      Buffer.concat([present.header, encrypt(present.key(`seal:${purpose}`), context, plain)]),
    open(purpose, context, sealed) {
      const named = rings.find(({ header }) => sealed.subarray(0, HEADER_BYTES).equals(header));
      const tries = [
        ...(named ? [{ ring: named, body: sealed.subarray(HEADER_BYTES) }] : []),
        // A value of before may begin with any bytes, so with these too. What is opened is authenticated: a wrong try throws.
        ...rings.map((ring) => ({ ring, body: sealed })),
      ];
      let failure: unknown;
      for (const { ring, body } of tries) {
        try {
          return decrypt(ring.key(`seal:${purpose}`), context, body);
        } catch (error) {
          failure ??= error;
        }
      }
      throw failure;
    },
    sign: (purpose, text) => sign(present, purpose, text),
    verify: (purpose, text, signature) =>
      rings.some((ring) => {
        const expected = sign(ring, purpose, text);
        return signature.length === expected.length && timingSafeEqual(signature, expected);
      }),
    key: (purpose) => present.key(`key:${purpose}`),
    keys: (purpose) => rings.map((ring) => ring.key(`key:${purpose}`)),
    headers: rings.map(({ header }) => header),
  };
}

interface KeyRing {
  header: Buffer;
  key(purpose: string): Buffer;
}

function keyRing(secret: string): KeyRing {
  const keys = new Map<string, Buffer>();
  const derived = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, '', `ragkeep:${purpose}`, bytes));
  return {
    header: Buffer.concat([Buffer.of(FORM), derived('key-id', KEY_ID_BYTES)]),
    key(purpose) {
      const known = keys.get(purpose);
      if (known) return known;
      const key = derived(purpose, 32);
      keys.set(purpose, key);
      return key;
    },
  };
}

function encrypt(key: Buffer, context: string, plain: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, context: string, sealed: Buffer): Buffer {
  const options = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), options)
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}
