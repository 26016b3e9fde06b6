/** What goes out: JSON, or a form where there is a file in it. */
export function bodyOf(body: unknown): string | FormData | undefined {
  if (body === undefined || body instanceof FormData) return body;
  const fields = Object.entries(body as Record<string, unknown>);
  if (!fields.some(([, value]) => holdsFile(value))) return JSON.stringify(body);
  const form = new FormData();
  // Parts before files, so that the server knows them when a file begins.
  for (const [name, value] of fields.sort(([, a], [, b]) => Number(holdsFile(a)) - Number(holdsFile(b)))) {
    if (value === undefined) continue;
    for (const each of [value].flat()) {
      if (each instanceof Blob) form.append(name, each, nameOf(each));
      else form.append(name, typeof each === 'string' ? each : JSON.stringify(each));
    }
  }
  return form;
}

const holdsFile = (value: unknown): boolean => [value].flat().some((each) => each instanceof Blob);

/** A file's. Asked for by its property, since Node 18 has no global `File`. */
const nameOf = (blob: Blob): string => (blob as Blob & { name?: string }).name ?? 'file';

/**
 * A form as it goes over the wire (RFC 7578, names escaped as the HTML standard says). One blob, so that its size is known
 * and the files in it are read when they are sent.
 */
export function writeForm(form: FormData): Blob {
  const boundary = `----ragkeep${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
  const parts: (string | Blob)[] = [];
  form.forEach((value, name) => {
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${escaped(name)}"`;
    if (typeof value === 'string') {
      parts.push(`${head}\r\n\r\n${value.replace(/\r\n?|\n/g, '\r\n')}\r\n`);
      return;
    }
    const type = value.type || 'application/octet-stream';
    parts.push(`${head}; filename="${escaped(nameOf(value))}"\r\ncontent-type: ${type}\r\n\r\n`, value, '\r\n');
  });
  return new Blob([...parts, `--${boundary}--\r\n`], { type: `multipart/form-data; boundary=${boundary}` });
}

const escaped = (name: string): string => name.replace(/\n/g, '%0A').replace(/\r/g, '%0D').replace(/"/g, '%22');

/** With its question mark; empty where there is nothing to say. */
export function queryText(query: object | undefined): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) parameters.append(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
