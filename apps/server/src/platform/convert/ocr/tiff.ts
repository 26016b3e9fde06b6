import type { Size } from './size.ts';

/** `ImageWidth` and `ImageLength` (TIFF 6.0, section 8). */
const WIDTH = 256;
const LENGTH = 257;
const SHORT = 3;

/**
 * The pages of a TIFF file in order, each as a file of its own and made when it is asked for: the same bytes, but with that
 * page's directory named as the first.
 *
 * @param maxPages reading stops there; a chain of directories that leads back to itself ends where it does
 * @throws RangeError when a directory lies outside of the file
 */
export function tiffPages(bytes: Uint8Array, maxPages: number): { size: Size; bytes: () => Uint8Array }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = view.getUint8(0) === 0x49;
  const pages: { size: Size; bytes: () => Uint8Array }[] = [];
  const seen = new Set<number>();
  let directory = view.getUint32(4, little);
  while (directory !== 0 && !seen.has(directory) && pages.length < maxPages) {
    const at = directory;
    seen.add(at);
    const entries = view.getUint16(at, little);
    const size = { width: 0, height: 0 };
    for (let entry = at + 2; entry < at + 2 + 12 * entries; entry += 12) {
      const tag = view.getUint16(entry, little);
      const value = () =>
        view.getUint16(entry + 2, little) === SHORT
          ? view.getUint16(entry + 8, little)
          : view.getUint32(entry + 8, little);
      if (tag === WIDTH) size.width = value();
      if (tag === LENGTH) size.height = value();
    }
    pages.push({ size, bytes: () => startingAt(bytes, at, little) });
    directory = view.getUint32(at + 2 + 12 * entries, little);
  }
  return pages;
}

function startingAt(bytes: Uint8Array, directory: number, little: boolean): Uint8Array {
  // Not `slice`, which copies nothing of a Buffer.
  const copy = new Uint8Array(bytes);
  new DataView(copy.buffer).setUint32(4, directory, little);
  return copy;
}
