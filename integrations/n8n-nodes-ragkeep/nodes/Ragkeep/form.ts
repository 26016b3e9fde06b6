import type { Json, UploadedFile } from './operations';

/** A form with one file as bytes (RFC 7578), since the bytes are at hand and n8n's own helper takes no `FormData` of the platform. */
export function formOf(file: UploadedFile, fields: Json, boundary: string): { type: string; body: Buffer } {
  const parts = Object.entries(fields).map(([name, value]) => part(`name="${name}"`, String(value)));
  const name = file.name.replace(/[\r\n"]/g, '_');
  const head = `Content-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${file.type}\r\n\r\n`;
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([
      ...parts.map((text) => Buffer.from(`--${boundary}\r\n${text}`)),
      Buffer.from(`--${boundary}\r\n${head}`),
      file.data,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  };
}

const part = (name: string, value: string) => `Content-Disposition: form-data; ${name}\r\n\r\n${value}\r\n`;
