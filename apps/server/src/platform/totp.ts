import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** Of RFC 6238, as every authenticator app has them: HMAC-SHA-1, six digits, steps of 30 seconds. */
const SETTINGS = { algorithm: 'SHA1', digits: 6, period: 30 };
const RECOVERY_CODES = 10;

/** 20 random bytes, the length RFC 4226 (section 4, R6) recommends. */
export const newTotpSecret = (): Buffer => randomBytes(20);

/** The `otpauth://` address that an app reads from a QR code; it holds the secret. */
export function totpUri({ secret, issuer, label }: { secret: Buffer; issuer: string; label: string }): string {
  return new TOTP({ ...SETTINGS, issuer, label, secret: asSecret(secret) }).toString();
}

/**
 * The time step the code belongs to, or null when it is wrong or was used: steps up to `lastStep` are refused, so that keeping
 * the step returned makes each code good once. One step early or late is accepted (RFC 6238, section 5.2).
 */
export function verifyTotp(input: { secret: Buffer; code: string; now: Date; lastStep: number | null }): number | null {
  const { secret, code, now, lastStep } = input;
  if (!/^[0-9]{6}$/.test(code)) return null;
  const timestamp = now.getTime();
  const delta = TOTP.validate({ ...SETTINGS, secret: asSecret(secret), token: code, timestamp, window: 1 });
  if (delta === null) return null;
  const step = TOTP.counter({ period: SETTINGS.period, timestamp }) + delta;
  return lastStep === null || step > lastStep ? step : null;
}

/** Ten codes of 80 random bits, as `mfrg-g2lt-mjxw-c3lq`: the letters and digits of base32 (RFC 4648) in fours. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => normaliseRecoveryCode(new Secret({ size: 10 }).base32));
}

/** The one spelling of what a person typed, whatever its case, spaces and dashes; the one to be hashed. */
export function normaliseRecoveryCode(typed: string): string {
  const letters = typed.toLowerCase().replace(/[\s-]/g, '');
  return letters.match(/.{1,4}/gu)?.join('-') ?? '';
}

/** A copy, since a Buffer may be a view into memory it shares with others. */
const asSecret = (secret: Buffer): Secret => new Secret({ buffer: new Uint8Array(secret).buffer });
