import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Encrypts and signs with keys drawn from the deployment's one secret, a different key for each purpose. */
export interface Secrets {
  /** AES-256-GCM; `context` must be the same to open it, so that a sealed value cannot be moved elsewhere. */
  seal(purpose: string, context: string, plain: Buffer): Buffer;
  /** Throws when it was not sealed for this context with this secret. */
  open(purpose: string, context: string, sealed: Buffer): Buffer;
  /** The first 16 bytes of an HMAC-SHA-256. */
  sign(purpose: string, text: string): Buffer;
  verify(purpose: string, text: string, signature: Buffer): boolean;
  /** 32 bytes of its own for a purpose, for what takes a key itself. */
  key(purpose: string): Buffer;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createSecrets(secret: string): Secrets {
  const keys = new Map<string, Buffer>();
  const keyFor = (purpose: string): Buffer => {
    const known = keys.get(purpose);
    if (known) return known;
    const key = Buffer.from(hkdfSync('sha256', secret, '', `ragkeep:${purpose}`, 32));
    keys.set(purpose, key);
    return key;
  };
  const sign = (purpose: string, text: string) =>
    createHmac('sha256', keyFor(`sign:${purpose}`))
      .update(text)
      .digest()
      .subarray(0, 16);
  return {
    seal(purpose, context, plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyFor(`seal:${purpose}`), nonce).setAAD(Buffer.from(context));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(purpose, context, sealed) {
      const decipher = createDecipheriv('aes-256-gcm', keyFor(`seal:${purpose}`), sealed.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(context))
        .setAuthTag(sealed.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    },
    sign,
    key: (purpose) => keyFor(`key:${purpose}`),
    verify(purpose, text, signature) {
      const expected = sign(purpose, text);
      return signature.length === expected.length && timingSafeEqual(signature, expected);
    },
  };
}

/**
 * The deployment's secret as kept in `dataDir/secret`, made at the first start. Written whole before it gets its name,
 * so that a crash leaves no half secret.
 */
export async function keptSecret(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'secret');
  const read = () => readFile(path, 'utf8').then((text) => text.trim());
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    return await read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await writeFile(temporary, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true });
  try {
    await link(temporary, path); // fails if another process was first; then its secret is the one
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  return read();
}
