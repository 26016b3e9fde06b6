import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { defaultLimits } from './limits.ts';
import { zip } from './testing.ts';
import { openZip } from './zip.ts';

const limits = { ...defaultLimits, maxUnpackedBytes: 100_000, maxZipEntries: 5 };
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

test('files are read by name, packed or stored', () => {
  const stored = zipSync({ 'a.txt': [new TextEncoder().encode('plain'), { level: 0 }] });
  expect(text(openZip(stored, limits).read('a.txt'))).toBe('plain');
  const packed = openZip(zip({ 'b/c.txt': 'packed '.repeat(100) }), limits);
  expect([...packed.names]).toEqual(['b/c.txt']);
  expect(text(packed.read('b/c.txt'))).toBe('packed '.repeat(100));
  expect(packed.read('missing')).toBeUndefined();
});

describe('bombs', () => {
  const zeros = new Uint8Array(60_000);

  test('a large file inside', () => {
    const archive = openZip(zipSync({ bomb: new Uint8Array(10_000_000) }), limits);
    expect(() => archive.read('bomb')).toThrow(expect.objectContaining({ code: 'too_large' }));
  });

  test('many files that are large together', () => {
    const archive = openZip(zipSync({ a: zeros, b: zeros }), limits);
    archive.read('a');
    expect(() => archive.read('b')).toThrow(expect.objectContaining({ code: 'too_large' }));
  });

  test('a large file that claims to be small', () => {
    const bomb = zipSync({ bomb: new Uint8Array(10_000_000) });
    const view = new DataView(bomb.buffer, bomb.byteOffset);
    const directory = view.getUint32(bomb.length - 22 + 16, true);
    view.setUint32(directory + 24, 10, true);
    expect(() => openZip(bomb, limits).read('bomb')).toThrow(expect.objectContaining({ code: 'corrupt' }));
  });

  test('more files than any document has', () => {
    const many = zip(Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`f${index}`, 'x'])));
    expect(() => openZip(many, limits)).toThrow(expect.objectContaining({ code: 'too_large' }));
  });
});

describe('damage', () => {
  const whole = zip({ a: 'some text that is packed '.repeat(20) });

  test('an archive that was cut short', () => {
    expect(() => openZip(whole.subarray(0, whole.length - 30), limits)).toThrow(
      expect.objectContaining({ code: 'corrupt' }),
    );
  });

  test.each(Array.from({ length: 12 }, (_, index) => 31 + index * 3))('a changed byte at %i', (at) => {
    const changed = whole.slice();
    changed[at] = (changed[at] ?? 0) ^ 0xff;
    const open = () => openZip(changed, limits).read('a');
    // The name at offset 30 is read from the directory; everything after it is content.
    expect(open).toThrow(expect.objectContaining({ code: 'corrupt' }));
  });

  test('an encrypted file inside', () => {
    const locked = whole.slice();
    const view = new DataView(locked.buffer);
    const directory = view.getUint32(locked.length - 22 + 16, true);
    view.setUint16(directory + 8, 1, true);
    expect(() => openZip(locked, limits).read('a')).toThrow(expect.objectContaining({ code: 'encrypted' }));
  });
});
