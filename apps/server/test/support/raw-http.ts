import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  /** The header lines as they came, without those that differ from answer to answer. */
  headers: string[];
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every shape
  body: any;
}

const CHANGING = /^(?:date|x-request-id):/i;

/**
 * Sends a request as it is written, byte for byte, which no HTTP client does.
 *
 * @param lines the request line and the headers, in Latin-1
 */
export function sendRaw(url: string, lines: readonly string[], body = ''): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const head = [...lines, `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close', '', ''].join('\r\n');
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => {
      socket.write(head, 'latin1');
      socket.write(body);
    });
    socket.on('data', (chunk) => void chunks.push(chunk));
    socket.on('end', () => resolve(parse(Buffer.concat(chunks).toString()))).on('error', reject);
  });
}

function parse(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...headers] = text.slice(0, end).split('\r\n');
  const body = text.slice(end + 4);
  return {
    status: Number(first.split(' ')[1]),
    headers: headers.filter((line) => !CHANGING.test(line)),
    body: body.startsWith('{') ? JSON.parse(body) : body,
  };
}
