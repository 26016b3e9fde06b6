/** Who a verified token speaks of. Everything here was signed by the provider; what it means is the caller's to decide. */
export interface OidcClaims {
  /** Unique within the issuer and never given to another: the only claim to know a person by again. */
  subject: string;
  email: string | null;
  /** Whether the provider says that the address is this person's. False when it says nothing. */
  emailVerified: boolean;
  name: string | null;
  givenName: string | null;
  familyName: string | null;
  /** The whole payload, for `claimAt`. */
  raw: Record<string, unknown>;
}

/** OpenID Connect Core 1.0 §2: a `sub` has at most 255 characters. */
const SUBJECT_LENGTH = 255;
/** The longest e-mail address is 254 (RFC 5321 §4.5.3.1.3 without its brackets); a name longer than that is none. */
const TEXT_LENGTH = 254;

/** The claims that OpenID Connect Core 1.0 §5.1 defines, or null when there is no usable `sub`. */
export function readClaims(raw: Record<string, unknown>): OidcClaims | null {
  const subject = text(raw.sub, SUBJECT_LENGTH);
  if (subject === null) return null;
  return {
    subject,
    email: text(raw.email),
    emailVerified: raw.email_verified === true,
    name: text(raw.name),
    givenName: text(raw.given_name),
    familyName: text(raw.family_name),
    raw,
  };
}

/**
 * Whether a token was issued for `audience`. Providers say it in three places: `aud` (Auth0, and RFC 9068), `azp`, the authorised
 * party (Clerk, whose session tokens have no `aud`; Keycloak, whose `aud` is `account` unless a mapper adds more), and
 * `client_id` (RFC 9068, for a token that the client asked for itself).
 */
export function isMeantFor(raw: Record<string, unknown>, audience: string): boolean {
  const { aud, azp, client_id: clientId } = raw;
  return (Array.isArray(aud) ? aud.includes(audience) : aud === audience) || azp === audience || clientId === audience;
}

/** Keycloak signs all its tokens with one key and tells them apart by the claim `typ`: `Bearer`, `ID`, `Refresh`, `Logout`. */
export function isAccessToken(raw: Record<string, unknown>): boolean {
  return raw.typ === undefined || raw.typ === 'Bearer';
}

/**
 * The claim that `path` names, undefined when there is none. The literal name wins (`https://example.com/roles`); otherwise
 * dots lead into objects (`o.id`, `realm_access.roles`), the longest name first, so both may be mixed
 * (`https://example.com/app.tenant`). Only own properties count, so `__proto__` or `constructor` lead nowhere.
 */
export function claimAt(raw: Record<string, unknown>, path: string): unknown {
  if (Object.hasOwn(raw, path)) return raw[path];
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot);
    const value = Object.hasOwn(raw, name) ? raw[name] : undefined;
    if (!isObject(value)) continue;
    const found = claimAt(value, path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text that a database keeps as it is: two that differ here never become one by losing what cannot be stored. */
function text(value: unknown, maxLength = TEXT_LENGTH): string | null {
  if (typeof value !== 'string' || value === '' || value.length > maxLength) return null;
  return value.isWellFormed() && !/\p{Cc}/u.test(value) ? value : null;
}
