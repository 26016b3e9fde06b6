/** How far an upload is, in bytes of the whole request. */
export interface UploadProgress {
  sent: number;
  /** Null where the platform does not tell. */
  total: number | null;
}

interface UploadRequest {
  method: string;
  headers: Record<string, string>;
  body: FormData;
  signal: AbortSignal;
}

/**
 * Sends a form and tells how far it is. In a browser by XMLHttpRequest, since `fetch` knows no progress there; elsewhere as a
 * stream whose bytes are counted as they are taken.
 */
export function sendWithProgress(
  fetching: typeof fetch,
  url: string,
  request: UploadRequest,
  onProgress: (progress: UploadProgress) => void,
): Promise<Response> {
  const { XMLHttpRequest } = globalThis as { XMLHttpRequest?: new () => Xhr };
  return XMLHttpRequest
    ? sendByXhr(new XMLHttpRequest(), url, request, onProgress)
    : sendCounted(fetching, url, request, onProgress);
}

async function sendCounted(
  fetching: typeof fetch,
  url: string,
  { method, headers, body, signal }: UploadRequest,
  onProgress: (progress: UploadProgress) => void,
): Promise<Response> {
  // A Response writes a form as it goes over the wire, boundary and all.
  const written = new Response(body);
  const total = (await new Response(body).blob()).size;
  let sent = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      sent += chunk.byteLength;
      controller.enqueue(chunk);
      onProgress({ sent: Math.min(sent, total), total });
    },
  });
  const init = {
    method,
    headers: { ...headers, 'content-type': written.headers.get('content-type') ?? 'multipart/form-data' },
    body: written.body?.pipeThrough(counting),
    duplex: 'half',
    signal,
  };
  return fetching(url, init as RequestInit);
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
  { method, headers, body, signal }: UploadRequest,
  onProgress: (progress: UploadProgress) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
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
      resolve(new Response(xhr.response as Blob, { status, statusText, headers: pairs }));
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
