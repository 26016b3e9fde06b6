import type { Mail } from '../../platform/mail/index.ts';
import type { KeyRow } from './store.ts';

/** Tells a tenant that a key of theirs was found and is revoked. `isRetired`: only its secret from before a rotation is. */
export function leakedKeyMail(to: string, key: KeyRow, foundAt: string | null, isRetired: boolean): Mail {
  return {
    to,
    subject: `Your API key ${key.key_prefix}… was found by somebody`,
    text: [
      `Somebody reported that they found the whole of your API key "${key.name}" (id ${key.id}).`,
      place(foundAt),
      isRetired
        ? 'It is the secret from before the last rotation. That secret is refused from now on; the present one works as before.'
        : 'The key is revoked: every request with it is refused from now on. To go on, create a new key.',
      'Please remove it from where it is, and look in the audit log for what was done with it.',
    ].join('\n\n'),
  };
}

/** Tells a tenant that a key derived from one of theirs was found, which works until it expires. */
export function derivedKeyMail(to: string, parent: KeyRow, foundAt: string | null, until: Date): Mail {
  return {
    to,
    subject: `A key derived from your API key ${parent.key_prefix}… was found by somebody`,
    text: [
      `Somebody reported that they found a key that was derived from your API key "${parent.name}" (id ${parent.id}).`,
      place(foundAt),
      `It works until ${until.toISOString()}. To end it before, rotate or revoke the key it was derived from; that ends all that were.`,
    ].join('\n\n'),
  };
}

const place = (foundAt: string | null): string =>
  foundAt === null ? 'They did not say where.' : `Where, in their words (do not trust the link blindly): ${foundAt}`;
