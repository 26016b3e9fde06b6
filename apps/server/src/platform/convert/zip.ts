import { isUtf8 } from 'node:buffer';
import { crc32, inflateRawSync } from 'node:zlib';
import { ConversionError } from './errors.ts';
import type { Limits } from './limits.ts';

/** The files packed in a ZIP archive, unpacked one at a time and only when asked for. */
export interface Zip {
  names: ReadonlySet<string>;
  /** Unpacked bytes of a file, as the archive states them; 0 when there is none of that name. */
  sizeOf(name: string): number;
  /** A file's bytes, or `undefined` when there is none of that name. */
  read(name: string): Uint8Array | undefined;
}

interface Entry {
  method: number;
  flags: number;
  crc: number;
  packedSize: number;
  size: number;
  headerAt: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const END_SIZE = 22;
const MAX_COMMENT = 0xffff;

/**
 * Opens a ZIP archive by its central directory (APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16). Sizes in the
 * archive are never believed: inflating stops at what is left of `limits.maxUnpackedBytes`, counted over all reads.
 *
 * @throws ConversionError `corrupt` (cut short, damaged), `too_large`, `encrypted`
 */
export function openZip(bytes: Uint8Array, limits: Limits): Zip {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(bytes, view, limits);
  let budget = limits.maxUnpackedBytes;
  return {
    names: new Set(entries.keys()),
    sizeOf: (name) => entries.get(name)?.size ?? 0,
    read(name) {
      const entry = entries.get(name);
      if (!entry) return undefined;
      const content = unpack(bytes, view, entry, budget);
      budget -= content.length;
      return content;
    },
  };
}

function readDirectory(bytes: Uint8Array, view: DataView, limits: Limits): Map<string, Entry> {
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  if (count > limits.maxZipEntries) {
    throw new ConversionError(
      'too_large',
      `This file is made of ${count} parts, more than any ordinary document. It was not opened.`,
    );
  }
  const entries = new Map<string, Entry>();
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== DIRECTORY_ENTRY) throw damaged();
    const nameLength = view.getUint16(at + 28, true);
    const name = decodeName(bytes.subarray(at + 46, at + 46 + nameLength)).replaceAll('\\', '/');
    entries.set(name, {
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      headerAt: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Names that are not UTF-8 are in an encoding nobody states; Latin-1 keeps different ones different. */
function decodeName(name: Uint8Array): string {
  return isUtf8(name) ? new TextDecoder().decode(name) : Buffer.from(name).toString('latin1');
}

function findEnd(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - END_SIZE - MAX_COMMENT);
  for (let at = view.byteLength - END_SIZE; at >= lowest; at -= 1) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  }
  throw damaged();
}

function unpack(bytes: Uint8Array, view: DataView, entry: Entry, budget: number): Uint8Array {
  if (entry.flags & 1)
    throw new ConversionError(
      'encrypted',
      'This file is protected by a password. Save it without one and send it again.',
    );
  if (entry.size > budget) throw tooLarge();
  const at = entry.headerAt;
  if (at + 30 > view.byteLength || view.getUint32(at, true) !== LOCAL_HEADER) throw damaged();
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (start + entry.packedSize > bytes.length) throw damaged();
  const content = inflate(bytes.subarray(start, start + entry.packedSize), entry, budget);
  if (content.length !== entry.size || crc32(content) !== entry.crc) throw damaged();
  return content;
}

function inflate(packed: Uint8Array, entry: Entry, budget: number): Uint8Array {
  if (entry.method === 0) return packed;
  if (entry.method !== 8) throw damaged();
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, Math.min(budget, entry.size + 1)) });
  } catch (error) {
    // Reaching `maxOutputLength` means the entry is larger than it says: a bomb, or damage.
    throw new ConversionError('corrupt', DAMAGED, { cause: error });
  }
}

const DAMAGED =
  'This file is damaged or was cut short. Open it in the program that made it, save it again and send that copy.';

function damaged(): ConversionError {
  return new ConversionError('corrupt', DAMAGED);
}

function tooLarge(): ConversionError {
  return new ConversionError(
    'too_large',
    'This file unpacks to far more data than an ordinary document. It was not opened.',
  );
}
