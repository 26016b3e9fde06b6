/** How large a picture says it is, in pixels. */
export interface Size {
  width: number;
  height: number;
}

/**
 * Pictures that are not packed may look like text, as white is a letter in some encodings. Their first bytes tell them: two
 * letters, and then what no text holds.
 *
 * @param head the first bytes, one character each
 */
export function pictureByHead(head: string): 'bmp' | 'tif' | undefined {
  if (/^(?:II\*\0|MM\0\*)/.test(head)) return 'tif';
  return /^BM[\s\S]{4}\0{4}/.test(head) ? 'bmp' : undefined;
}

/**
 * A picture's size by its header alone, so that a bomb is known before anything is unpacked.
 *
 * @param type as `file-type` names it
 * @returns `undefined` when the header is damaged, or of a kind we do not read
 */
export function sizeOf(bytes: Uint8Array, type: string): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const size = READERS[type]?.(view);
    return size && size.width > 0 && size.height > 0 ? size : undefined;
  } catch (error) {
    // Cut short within the header.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const READERS: Record<string, (view: DataView) => Size | undefined> = {
  // The header is always the first chunk (PNG 1.2, section 4.1.1).
  png: (view) => ({ width: view.getUint32(16), height: view.getUint32(20) }),
  apng: (view) => ({ width: view.getUint32(16), height: view.getUint32(20) }),
  gif: gifSize,
  jpg: jpegSize,
  webp: webpSize,
};

/** The screen's, or the first frame's where that is larger (GIF89a, sections 18 and 20). */
function gifSize(view: DataView): Size | undefined {
  const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  const flags = view.getUint8(10);
  let at = 13 + (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  // Extensions, each a chain of blocks that an empty one ends.
  while (view.getUint8(at) === 0x21) {
    at += 2;
    for (let length = view.getUint8(at); length > 0; length = view.getUint8(at)) at += 1 + length;
    at += 1;
  }
  if (view.getUint8(at) !== 0x2c) return undefined;
  return {
    width: Math.max(size.width, view.getUint16(at + 5, true)),
    height: Math.max(size.height, view.getUint16(at + 7, true)),
  };
}

/** The frame header, which other segments may precede (ITU-T T.81, B.1.1.3 and B.2.2). */
function jpegSize(view: DataView): Size | undefined {
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // 0xFF may be repeated as filling.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** Simple lossy, simple lossless and extended files state their size in three ways (RFC 9649, sections 2.5 to 2.7). */
function webpSize(view: DataView): Size | undefined {
  switch (view.getUint8(15)) {
    case 0x20:
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 0x4c: {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 0x58:
      return { width: (view.getUint32(24, true) & 0xffffff) + 1, height: (view.getUint32(27, true) & 0xffffff) + 1 };
    default:
      return undefined;
  }
}
