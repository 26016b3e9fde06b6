import { describe, expect, test } from 'vitest';
import { convert } from '../convert.ts';
import { odf } from '../testing.ts';

async function text(body: string, styles = '', parts: Record<string, string> = {}) {
  return (await convert({ bytes: odf('text', body, styles, parts) })).markdown;
}

const cell = (inner: string, attributes = '') =>
  `<table:table-cell ${attributes}><text:p>${inner}</text:p></table:table-cell>`;

describe('texts', () => {
  const styles = `<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
    <style:style style:name="T2" style:parent-style-name="T1"><style:text-properties fo:font-style="italic"/></style:style>
    <style:style style:name="P1" style:parent-style-name="Title"/>`;

  test('title, headings, emphasis, blanks, links and notes', async () => {
    const body = `<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>
      <text:p text:style-name="P1">The Report</text:p><text:h text:outline-level="1">Part</text:h>
      <text:p>a<text:s text:c="2"/><text:span text:style-name="T1">b</text:span> <text:span text:style-name="T2">c</text:span><text:line-break/>d
      <text:a xlink:href="https://x.example/">site</text:a><office:annotation><text:p>remark</text:p></office:annotation><text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>See there.</text:p></text:note-body></text:note></text:p>`;
    expect(await text(body, styles)).toBe(
      '# The Report\n\n## Part\n\na  **b** ***c***\nd [site](https://x.example/)[^1]\n\n[^1]: See there.',
    );
  });

  test('lists, nested and numbered', async () => {
    const lists = `<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
      <text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:display-levels="2"/></text:list-style>
      <text:list-style style:name="L2"><text:list-level-style-bullet text:level="1"/></text:list-style>`;
    const item = (inner: string) => `<text:list-item>${inner}</text:list-item>`;
    const p = (inner: string) => `<text:p>${inner}</text:p>`;
    const body = `<text:list text:style-name="L1">${item(p('one'))}${item(`${p('two')}<text:list>${item(p('under'))}</text:list>`)}</text:list>
      ${p('between')}<text:list text:style-name="L1" text:continue-numbering="true">${item(p('three'))}</text:list>
      <text:list text:style-name="L2">${item(p('dot'))}</text:list>`;
    expect(await text(body, lists)).toBe('1. one\n2. two\n    - 2.a) under\n\nbetween\n\n3. three\n\n- dot');
  });

  test('tables with merged cells, and tables in cells', async () => {
    const body = `<table:table><table:table-header-rows><table:table-row>${cell('A')}${cell('B', 'table:number-columns-spanned="2"')}<table:covered-table-cell/></table:table-row></table:table-header-rows>
      <table:table-row>${cell('x', 'table:number-rows-spanned="2"')}${cell('1')}${cell('2')}</table:table-row>
      <table:table-row><table:covered-table-cell/>${cell('3')}<table:table-cell><text:h>H</text:h><table:table><table:table-row>${cell('p')}${cell('q')}</table:table-row></table:table></table:table-cell></table:table-row></table:table>`;
    expect(await text(body)).toBe('| A | B | B |\n| - | - | - |\n| x | 1 | 2 |\n| x | 3 | H p q |');
  });

  test('text boxes and charts', async () => {
    const chart = `<office:document-content><office:body><office:chart><chart:chart chart:class="chart:bar"><chart:title><text:p>Boats</text:p></chart:title>
      <table:table>${`<table:table-row>${cell('')}${cell('n')}</table:table-row><table:table-row>${cell('2024')}${cell('7')}</table:table-row>`}</table:table></chart:chart></office:chart></office:body></office:document-content>`;
    const body = `<text:p>before<draw:frame><draw:text-box><text:p>in the box</text:p></draw:text-box></draw:frame></text:p>
      <text:p><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame></text:p>`;
    expect(await text(body, '', { 'Object 1/content.xml': chart })).toBe(
      'before\n\nin the box\n\nBoats\n\nBar chart\n\n|  | n |\n| - | - |\n| 2024 | 7 |',
    );
  });
});

test('a workbook is its sheets, without the cells that fill them up', async () => {
  const filler =
    '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>';
  const sheet = (name: string, rows: string) => `<table:table table:name="${name}">${rows}${filler}</table:table>`;
  const row = `<table:table-row>${cell('a')}${cell('b')}<table:table-cell table:number-columns-repeated="16382"/></table:table-row>`;
  const twice = `<table:table-row table:number-rows-repeated="2">${cell('1', 'table:number-columns-repeated="2"')}</table:table-row>`;
  const { markdown, pages, format } = await convert({
    bytes: odf('spreadsheet', sheet('One', row + twice) + sheet('Two', '')),
  });
  expect(markdown).toBe('## One\n\n| a | b |\n| - | - |\n| 1 | 1 |\n| 1 | 1 |\n\n## Two');
  expect({ format, pages: pages?.length }).toEqual({ format: 'ods', pages: 2 });
});

test('a presentation is its slides with their notes', async () => {
  const frame = (kind: string, inner: string) =>
    `<draw:frame presentation:class="${kind}"><draw:text-box>${inner}</draw:text-box></draw:frame>`;
  const slide = `<draw:page>${frame('outline', '<text:p>Body</text:p>')}${frame('title', '<text:p>Title</text:p>')}${frame('footer', '<text:p>foot</text:p>')}
    <presentation:notes>${frame('notes', '<text:p>Say this</text:p>')}</presentation:notes></draw:page>`;
  expect(await convert({ bytes: odf('presentation', slide) })).toMatchObject({
    format: 'odp',
    title: 'Title',
    markdown: '# Title\n\nBody\n\nNotes:\n\nSay this',
    pages: [{ number: 1 }],
  });
});
