import { expect, test } from 'vitest';
import { convert } from './convert.ts';
import { epub, refusal } from './testing.ts';

const metadata = '<dc:title>The Harbour</dc:title><dc:creator>Ann Poe</dc:creator><dc:creator>Bo Roe</dc:creator>';

test('chapters in the order of the spine, under title and authors', async () => {
  const book = epub(metadata, {
    'two.xhtml':
      '<h2>Two</h2><p>Second <a href="one one.xhtml#x">back</a> <a href="https://x.example/">out</a><a id="p1"/></p>',
    'one one.xhtml': '<h2>One</h2><script>x</script><ul><li>a</li></ul>',
  });
  expect(await convert({ bytes: book })).toMatchObject({
    format: 'epub',
    title: 'The Harbour',
    pages: null,
    markdown: '# The Harbour\n\nAnn Poe, Bo Roe\n\n## Two\n\nSecond back [out](https://x.example/)\n\n## One\n\n- a',
  });
});

test('a title that the text states itself is not repeated', async () => {
  const { markdown } = await convert({
    bytes: epub(metadata, { 'a.xhtml': '<h1>The Harbour</h1><p>x</p>' }),
  });
  expect(markdown).toBe('# The Harbour\n\nx');
});

test('copy protection of the text is said; hidden fonts are no obstacle', async () => {
  const protect = (uri: string) => ({
    'META-INF/encryption.xml': `<encryption><EncryptedData><CipherData><CipherReference URI="${uri}"/></CipherData></EncryptedData></encryption>`,
  });
  const chapters = { 'a.xhtml': '<p>x</p>' };
  expect(await refusal({ bytes: epub('', chapters, protect('OEBPS/a.xhtml')) })).toMatchObject({ code: 'encrypted' });
  expect((await convert({ bytes: epub('', chapters, protect('OEBPS/font.otf')) })).markdown).toBe('x');
});

test('a book without its table of parts is damaged', async () => {
  expect(await refusal({ bytes: epub('', {}, { 'META-INF/container.xml': '<container/>' }) })).toMatchObject({
    code: 'corrupt',
  });
});
