import { ConversionError } from '../errors.ts';
import { renderPart } from '../pdf/part.ts';
import type { Draft, OnPage, SourceFile } from '../types.ts';
import { readBitmap } from './bitmap.ts';
import { recognise } from './index.ts';
import { checkRecognisable, MAX_RECOGNISED_PAGES } from './limit.ts';
import { type Size, sizeOf } from './size.ts';
import { tiffPages } from './tiff.ts';

/** A photograph of today's largest cameras has 50 to 100 million. Unpacked, each pixel takes 4 bytes and more. */
const MAX_PIXELS = 100_000_000;

/**
 * The text in a file that is a picture; each page of a TIFF is a page. In boxes a pixel counts as a point.
 *
 * @param type the kind of picture, as in file names
 * @throws ConversionError `no_text`, `unsupported_format`, `corrupt`, `too_large`
 */
export async function imageToMarkdown(source: SourceFile, type: string, onPage?: OnPage): Promise<Draft> {
  if (source.ocr === false) {
    throw new ConversionError(
      'no_text',
      'This is a picture. Recognising text in pictures (OCR) is switched off, or not part of your plan.',
    );
  }
  const frames = openFrames(source.bytes, type);
  const parts: ReturnType<typeof renderPart>[] = [];
  for (const { size, bytes } of frames) {
    checkPixels(size);
    const paragraphs = await recognise({ bytes: bytes(), ...size }).catch((error) => {
      throw damaged(error);
    });
    parts.push(renderPart(paragraphs.map(({ text, box }) => ({ block: text, box }))));
    onPage?.(parts.length, frames.length);
  }
  if (parts.every(({ markdown }) => markdown === '')) {
    throw new ConversionError('no_text', 'No text was recognised in this picture.');
  }
  return {
    parts: parts.map((part) => part.markdown),
    boxes: parts.map((part) => part.boxes),
    paged: true,
    title: null,
  };
}

/** How many pages a picture has: more than one in a TIFF only. */
export function countImagePages(bytes: Uint8Array, type: string): number {
  return openFrames(bytes, type).length;
}

interface Frame {
  size: Size;
  bytes(): Uint8Array;
}

function openFrames(bytes: Uint8Array, type: string): Frame[] {
  if (type === 'tif') return tiffFrames(bytes);
  if (type === 'bmp') return [bitmapFrame(bytes)];
  const size = sizeOf(bytes, type);
  if (size) return [{ size, bytes: () => bytes }];
  throw ['png', 'apng', 'gif', 'jpg', 'webp'].includes(type) ? damaged() : unsupported(type);
}

function tiffFrames(bytes: Uint8Array): Frame[] {
  const frames = orDamaged(() => tiffPages(bytes, MAX_RECOGNISED_PAGES + 1));
  if (frames.length === 0) throw damaged();
  checkRecognisable(frames.length);
  return frames;
}

function bitmapFrame(bytes: Uint8Array): Frame {
  const bitmap = orDamaged(() => readBitmap(bytes));
  if (!bitmap) throw unsupported('bmp');
  return { size: bitmap.size, bytes: () => orDamaged(() => bitmap.toPgm()) };
}

/** A header that points outside of its file. */
function orDamaged<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof RangeError ? damaged(error) : error;
  }
}

function checkPixels({ width, height }: Size): void {
  if (!(width > 0 && height > 0)) throw damaged();
  if (width * height <= MAX_PIXELS) return;
  throw new ConversionError(
    'too_large',
    `This picture has ${width} × ${height} pixels; at most ${MAX_PIXELS / 1_000_000} million can be read. Make it smaller.`,
  );
}

function damaged(cause?: unknown): ConversionError {
  return new ConversionError('corrupt', 'This picture is damaged or was cut short. Export or download it again.', {
    cause,
  });
}

function unsupported(type: string): ConversionError {
  return new ConversionError(
    'unsupported_format',
    `This is a picture of a kind that cannot be read (${type.toUpperCase()}). Save it as PNG or JPEG.`,
  );
}
