import { expect, test } from 'vitest';
import { find, textOf } from './markup.ts';
import { bytes } from './testing.ts';
import { parseXml } from './xml.ts';

test('names lose their prefix, attributes the one of their element', () => {
  const root = parseXml(bytes('<w:p xmlns:w="w"><w:tab w:val="left" r:id="7" plain="x"/></w:p>'));
  expect(find(root, 'p', 'tab')?.attributes).toEqual({ val: 'left', 'r:id': '7', plain: 'x' });
});

test('character references and the five entities are expanded, in UTF-16 as well', () => {
  const xml = '<?xml version="1.0"?><t>a &lt;b&gt; &amp; &#65;&#x42; <![CDATA[<c>]]></t>';
  expect(textOf(parseXml(bytes(xml)))).toBe('a <b> & AB <c>');
  expect(textOf(parseXml(Buffer.from(`\ufeff${xml}`, 'utf16le')))).toBe('a <b> & AB <c>');
});

test.each([
  ['an entity bomb', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'],
  ['an external entity', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'],
  ['a bottomless nesting', '<a>'.repeat(100_000)],
])('%s is refused', (_name, xml) => {
  expect(() => parseXml(bytes(xml))).toThrow(expect.objectContaining({ code: 'corrupt' }));
});
