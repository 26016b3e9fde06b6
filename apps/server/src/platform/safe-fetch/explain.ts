import { SafeFetchError } from './errors.ts';

/** undici's codes for the time-outs of single phases, and the system's for a connection that got no answer. */
const TIMEOUT = /^(?:UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|ETIMEDOUT)$/;
const DNS = /^(?:ENOTFOUND|ENODATA|EAI_[A-Z]+)$/;
/** OpenSSL's verification results, as Node.js names them in the documentation of `tls`. */
const CERTIFICATE = /^(?:ERR_TLS_CERT_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/** Puts an error of the system or of undici into words that name only what the user gave. */
export function explain(url: URL, error: unknown, timedOut: boolean): SafeFetchError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const cause = { cause: error };
  if (timedOut || TIMEOUT.test(code)) {
    return new SafeFetchError('timeout', `Fetching from ${url.host} took too long. Try again later.`, cause);
  }
  const why = DNS.test(code)
    ? 'it leads to a host that cannot be found'
    : CERTIFICATE.test(code)
      ? 'it leads to a host whose certificate is not valid'
      : 'there was no usable answer';
  return new SafeFetchError(
    'unreachable',
    `The URL at ${url.host} could not be fetched: ${why}. Check it in a browser.`,
    cause,
  );
}
