import { writeForm } from './body.ts';

/** How far an upload is, in bytes of the whole request. */
export interface UploadProgress {
  sent: number;
  /** Null where the platform does not tell. */
  total: number | null;
}

/** A request as it goes out. */
export interface OutgoingRequest {
  method: string;
  headers: Record<string, string>;
  body: string | FormData | undefined;
  signal: AbortSignal;
}

type OnProgress = (progress: UploadProgress) => void;

/**
 * Sends a request, and tells how far a form is. In a browser that goes by XMLHttpRequest, since `fetch` knows no progress there;
 * elsewhere as a stream whose bytes are counted as they are taken.
 *
 * No redirect is followed: the API answers none, a POST would become a GET, and only `Authorization` would be taken off for another
 * host, not the headers of an app. (XMLHttpRequest follows them by itself. A page holds no secret but its token, which browsers take off.)
 *
 * @param given instead of the platform's `fetch`
 */
export function send(
  given: typeof fetch | undefined,
  url: string,
  request: OutgoingRequest,
  onProgress: OnProgress,
): Promise<Response> {
  const fetching = given ?? fetch;
  const { method, headers, body, signal } = request;
  const init = { method, headers, signal, redirect: 'manual' as const };
  if (!(body instanceof FormData)) return fetching(url, body === undefined ? init : { ...init, body });
  const { XMLHttpRequest } = globalThis as { XMLHttpRequest?: new () => Xhr };
  // There, a stream as a body needs HTTP/2, so that a given `fetch` gets the form.
  if (XMLHttpRequest && given) return fetching(url, { ...init, body });
  if (XMLHttpRequest) return sendByXhr(new XMLHttpRequest(), url, { ...request, body }, onProgress);
  const written = writeForm(body);
  const streamed = {
    ...init,
    headers: { ...headers, 'content-type': written.type },
    body: counted(written, onProgress),
    duplex: 'half',
  };
  return fetching(url, streamed as RequestInit);
}

function counted(blob: Blob, onProgress: OnProgress): ReadableStream<Uint8Array> {
  let sent = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      sent += chunk.byteLength;
      controller.enqueue(chunk);
      onProgress({ sent, total: blob.size });
    },
  });
  return blob.stream().pipeThrough(counting);
}

/** As much of XMLHttpRequest as is used, so that this compiles where there is no DOM. */
interface Xhr {
  upload: { onprogress: ((event: { loaded: number; total: number; lengthComputable: boolean }) => void) | null };
  responseType: string;
  response: unknown;
  status: number;
  statusText: string;
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getAllResponseHeaders(): string;
  send(body: FormData): void;
  abort(): void;
}

function sendByXhr(
  xhr: Xhr,
  url: string,
  { method, headers, body, signal }: OutgoingRequest & { body: FormData },
  onProgress: OnProgress,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => xhr.abort();
    signal.addEventListener('abort', stop, { once: true });
    const settled = (action: () => void) => () => {
      signal.removeEventListener('abort', stop);
      action();
    };
    xhr.onload = settled(() => {
      const lines = xhr.getAllResponseHeaders().trim().split(/\r?\n/).filter(Boolean);
      const pairs = lines.map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      });
      const { status, statusText } = xhr;
      resolve(new Response(status === 204 ? null : (xhr.response as Blob), { status, statusText, headers: pairs }));
    });
    xhr.onerror = settled(() => reject(new TypeError('the connection failed')));
    xhr.onabort = settled(() => reject(signal.reason as Error));
    xhr.upload.onprogress = ({ loaded, total, lengthComputable }) =>
      onProgress({ sent: loaded, total: lengthComputable ? total : null });
    xhr.open(method, url);
    xhr.responseType = 'blob';
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.send(body);
  });
}
