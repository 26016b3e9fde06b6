/**
 * The JSON that a URL answers with. Redirects are not followed, since they could lead away from the host that was checked.
 *
 * @throws Error for a status other than 200, more than `maxBytes` decoded bytes, no JSON, or no connection
 */
export async function readJson(
  fetch: typeof globalThis.fetch,
  url: string,
  init: { headers: Headers; signal: AbortSignal },
  maxBytes: number,
): Promise<unknown> {
  const response = await fetch(url, { ...init, redirect: 'manual' });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the body, so the rest is never received.
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`${url} answered more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

/**
 * A URL that keys may come from: https, or http on loopback, where nobody can be in between.
 *
 * @throws Error for any other
 */
export function trustedUrl(text: string): URL {
  const url = URL.parse(text);
  const isLoopback = url !== null && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback)) return url;
  throw new Error(`"${text}" is neither an https URL nor an http URL of this machine.`);
}
