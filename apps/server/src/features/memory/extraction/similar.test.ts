import { expect, it } from 'vitest';
import { mostSimilar } from './similar.ts';

const items = ['Nora lives in Leeds.', 'Nora has a dog.', 'Nora sings in a choir.', 'Nora likes tea.'].map(
  (content) => ({ content }),
);
const chosen = (text: string, most: number) => mostSimilar(items, text, most).map(({ content }) => content);

it('gives all where there are few', () => expect(chosen('anything', 4)).toEqual(items.map(({ content }) => content)));

it('prefers words that few have, then what is later, and keeps the order', () => {
  expect(chosen('Nora left the choir in Leeds', 2)).toEqual(['Nora lives in Leeds.', 'Nora sings in a choir.']);
  expect(chosen('Something else', 2)).toEqual(['Nora sings in a choir.', 'Nora likes tea.']);
});
