/** Forms that credentials have, whoever issued them. */
const CREDENTIALS = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/, // a JWT (RFC 7519): base64url of {"…
  /\b(?:sk|pk|rk|ghp|gho|ghs|ghu|glpat|github_pat|xox[abeoprs]|hf|npm|pypi)[-_][\w-]{10,}/i,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/,
  /\bAIza[\w-]{30,}/,
  /\b(?:password|passwd|passcode|passphrase|api[ _-]?key|secret|access[ _-]?token|pin|cvv|cvc)\b[^.,;]{0,20}?(?:\bis\b|:|=)\s*\S/i,
];

/** A run of 24 or more letters and digits, both among them: no word of any language. */
const RANDOM = /(?=[\w+/-]*\d)(?=[\w+/-]*[a-z])[\w+/-]{24,}/i;
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
const URL = /\bhttps?:\/\/\S+/gi;

/** 13 to 19 digits (ISO/IEC 7812), as they are on a card: together, or in groups. */
const CARD = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g;

/** Whether a text looks as if it held a credential or the number of a payment card. */
export function holdsSecret(text: string): boolean {
  if (CREDENTIALS.some((form) => form.test(text))) return true;
  if (RANDOM.test(text.replace(UUID, ' ').replace(URL, ' '))) return true;
  return (text.match(CARD) ?? []).some((digits) => passesLuhn(digits.replace(/\D/g, '')));
}

/** The check digit of ISO/IEC 7812-1, annex B: every second digit from the right is doubled. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (const [place, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
