import { afterEach, expect, test } from 'vitest';
import { type Converter, type ConverterOptions, createConverter } from './converter.ts';
import { bytes, docx, pdf } from './testing.ts';

const converters: Converter[] = [];

function open(options: Partial<ConverterOptions> = {}): Converter {
  const converter = createConverter({ processes: 1, ...options });
  converters.push(converter);
  return converter;
}

afterEach(async () => {
  await Promise.all(converters.splice(0).map((converter) => converter.close()));
});

const file = { bytes: pdf([[{ text: 'Hello there', x: 50, y: 700 }]]), filename: 'a.pdf' };

test('reads a file in another process', async () => {
  expect(await open().convert(file)).toEqual({
    markdown: 'Hello there',
    pages: [{ number: 1, start: 0, end: 11 }],
    title: null,
    format: 'pdf',
  });
});

test('refusals come back as they are, and the next file is read', async () => {
  const converter = open();
  await expect(converter.convert({ bytes: bytes('') })).rejects.toMatchObject({
    name: 'ConversionError',
    code: 'empty',
    message: 'This file is empty.',
  });
  await expect(converter.convert(file)).resolves.toMatchObject({ markdown: 'Hello there' });
});

test('limits hold in there', async () => {
  await expect(open({ maxMarkdownLength: 5 }).convert(file)).rejects.toMatchObject({ code: 'too_large' });
});

test('a file that takes too long is given up', async () => {
  await expect(open({ timeoutMs: 1 }).convert(file)).rejects.toMatchObject({
    name: 'ConversionError',
    code: 'too_slow',
  });
});

test('a file that takes too much memory is given up', async () => {
  const huge = docx('<w:p/>'.repeat(1_000_000));
  const outcome = open({ maxHeapMb: 64 }).convert({ bytes: huge });
  await expect(outcome).rejects.toMatchObject({ name: 'ConversionError', code: 'too_large' });
});
