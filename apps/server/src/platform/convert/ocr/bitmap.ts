import type { Size } from './size.ts';

/** Windows bitmaps without compression (`BI_RGB`), of 1, 4, 8, 24 or 32 bits a pixel. */
export interface Bitmap {
  size: Size;
  /** The same picture in grey, as a PGM file. */
  toPgm(): Uint8Array;
}

/**
 * The engine reads Windows bitmaps by a detour that takes a hundred bytes of memory a pixel, so we decode them.
 *
 * @returns `undefined` for the kinds that nobody writes
 * @throws RangeError when the file is shorter than it says
 */
export function readBitmap(bytes: Uint8Array): Bitmap | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerSize = view.getUint32(14, true);
  const bits = view.getUint16(28, true);
  if (headerSize < 40 || view.getUint32(30, true) !== 0 || ![1, 4, 8, 24, 32].includes(bits)) return undefined;
  const rows = view.getInt32(22, true);
  const size = { width: view.getInt32(18, true), height: Math.abs(rows) };
  const palette = bits > 8 ? [] : readPalette(view, 14 + headerSize, 1 << bits);
  return { size, toPgm };

  function toPgm(): Uint8Array {
    const { width, height } = size;
    const pixels = view.getUint32(10, true);
    const stride = Math.ceil((width * bits) / 32) * 4;
    const { bytes: pgm, start } = emptyPgm(size);
    for (let y = 0; y < height; y += 1) {
      // Rows go from the bottom up unless the height is negative.
      const row = pixels + stride * (rows > 0 ? height - 1 - y : y);
      for (let x = 0; x < width; x += 1) pgm[start + y * width + x] = greyAt(row, x);
    }
    return pgm;
  }

  function greyAt(row: number, x: number): number {
    if (bits > 8) return readGrey(view, row + (x * bits) / 8);
    const perByte = 8 / bits;
    const byte = view.getUint8(row + Math.floor(x / perByte));
    return palette[(byte >> (bits * (perByte - 1 - (x % perByte)))) & ((1 << bits) - 1)] ?? 0;
  }
}

function readPalette(view: DataView, at: number, longest: number): number[] {
  const stated = view.getUint32(46, true);
  const length = stated === 0 ? longest : Math.min(stated, longest);
  return Array.from({ length }, (_, index) => readGrey(view, at + 4 * index));
}

/** Luma of ITU-R BT.601, from blue, green and red. */
function readGrey(view: DataView, at: number): number {
  return 0.114 * view.getUint8(at) + 0.587 * view.getUint8(at + 1) + 0.299 * view.getUint8(at + 2);
}

/** A grey picture (netpbm's PGM, 8 bits) whose pixels are to be filled in from `start`, row by row. */
export function emptyPgm({ width, height }: Size): { bytes: Uint8Array; start: number } {
  const header = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
  const bytes = new Uint8Array(header.length + width * height);
  bytes.set(header);
  return { bytes, start: header.length };
}
