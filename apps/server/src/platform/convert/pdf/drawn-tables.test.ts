import { describe, expect, test } from 'vitest';
import { convert } from '../convert.ts';
import { type Drawn, lines, pdf } from '../testing.ts';

/** A drawn line, upwards from the page's lower left. */
const line = (x1: number, y1: number, x2: number, y2: number) => `${x1} ${y1} m ${x2} ${y2} l S`;
const read = async (drawn: Drawn[], operators: string[], page = '') =>
  (await convert({ bytes: pdf([drawn], { operators: operators.join('\n'), page }) })).markdown;

const before = lines(['Here is what we measured in the year before the last one, by town.'], 50, 700);
const after = lines(['What follows below the table is a sentence that has nothing to do with it.'], 50, 500);

describe('a table drawn with lines', () => {
  const xs = [50, 150, 250, 350];
  const ys = [680, 660, 640, 600];
  const grid = [...xs.map((x) => line(x, 600, x, 680)), ...ys.map((y) => line(50, y, 350, y))];
  const cells: Drawn[] = [
    { text: 'Town', x: 60, y: 666 },
    { text: 'People', x: 160, y: 666 },
    { text: 'Since', x: 260, y: 666 },
    { text: 'Rome', x: 60, y: 646 },
    { text: '2,800,000', x: 160, y: 646 },
    { text: 'antiquity', x: 260, y: 646 },
    { text: 'Upper', x: 60, y: 626 },
    { text: 'Town', x: 60, y: 614 },
    { text: '12', x: 160, y: 620 },
  ];

  test('keeps its cells, those of several lines and empty ones included', async () => {
    expect(await read([...before, ...cells, ...after], grid)).toContain(
      'by town.\n\n| Town | People | Since |\n| - | - | - |\n| Rome | 2,800,000 | antiquity |\n| Upper Town | 12 |  |\n\nWhat follows',
    );
  });

  test('repeats merged cells in every place they cover', async () => {
    const merged = [
      ...[50, 350].map((x) => line(x, 600, x, 680)),
      line(150, 600, 150, 680),
      line(250, 600, 250, 660),
      ...[680, 640, 600].map((y) => line(50, y, 350, y)),
      line(150, 660, 350, 660),
    ];
    const drawn: Drawn[] = [
      { text: 'Town', x: 60, y: 656 },
      { text: 'Score', x: 230, y: 666 },
      { text: 'first', x: 160, y: 646 },
      { text: 'second', x: 260, y: 646 },
      { text: 'Rome', x: 60, y: 620 },
      { text: '1', x: 160, y: 620 },
      { text: '2', x: 260, y: 620 },
    ];
    expect(await read([...before, ...drawn], merged)).toContain(
      '| Town | Score | Score |\n| - | - | - |\n| Town | first | second |\n| Rome | 1 | 2 |',
    );
  });

  test('parts words that stand closer than words of a line', async () => {
    const drawn = cells.map((cell) => (cell.text === '2,800,000' ? { ...cell, x: 203 } : cell));
    const narrow = drawn.map((cell) => (cell.text === 'antiquity' ? { ...cell, x: 252 } : cell));
    expect(await read([...before, ...narrow], grid)).toContain('| Rome | 2,800,000 | antiquity |');
  });

  test('may be made of coloured areas', async () => {
    const areas = xs.slice(0, 3).flatMap((x) =>
      ys.slice(1).map((y, row) => {
        const height = (ys[row] ?? 0) - y;
        return `0.${row + 5} g ${x} ${y} 100 ${height} re f`;
      }),
    );
    expect(await read([...before, ...cells, ...after], [...areas, '0 g'])).toContain('| Upper Town | 12 |  |');
  });

  test('is read where all is drawn on its side', async () => {
    const turned = ['0 1 -1 0 600 0 cm', ...grid];
    expect(await read([...before, ...cells, ...after], turned, '/Rotate 90')).toContain(
      '| Rome | 2,800,000 | antiquity |\n| Upper Town | 12 |  |',
    );
  });

  test('has rows of its own where only columns are drawn', async () => {
    const columns = [...xs.map((x) => line(x, 600, x, 680)), ...[680, 660, 600].map((y) => line(50, y, 350, y))];
    const rows = [
      ['Rome', '1', 'a'],
      ['Oslo', '2', 'b'],
      ['Bern', '3', 'c'],
    ].flatMap((row, y) => row.map((text, x) => ({ text, x: 60 + 100 * x, y: 646 - 16 * y })));
    const head = cells.slice(0, 3);
    expect(await read([...before, ...head, ...rows], columns)).toContain(
      '| Town | People | Since |\n| - | - | - |\n| Rome | 1 | a |\n| Oslo | 2 | b |\n| Bern | 3 | c |',
    );
  });
});

test('a table with lines only across it, its caption left out', async () => {
  const rows = [
    ['Model', 'Accuracy'],
    ['small', '0.81'],
    ['large', '0.92'],
  ].flatMap((row, y) => row.map((text, x) => ({ text, x: 60 + 200 * x, y: 666 - 20 * y })));
  const across = [680, 660, 615].map((y) => line(50, y, 350, y));
  expect(await read([...lines(['Table 1. What it can do'], 60, 690), ...rows, ...after], across)).toContain(
    'do\n\n| Model | Accuracy |\n| - | - |\n| small | 0.81 |\n| large | 0.92 |\n\nWhat',
  );
});

test.each([
  [
    'a frame around prose',
    [line(40, 400, 40, 720), line(560, 400, 560, 720), line(40, 720, 560, 720), line(40, 400, 560, 400)],
  ],
  ['lines between paragraphs', [720, 640, 560, 480].map((y) => line(40, y, 560, y))],
  ['an underlined word', [line(50, 698, 90, 698)]],
  [
    'a plot beside the text',
    Array.from({ length: 20 }, (_, at) => line(100, 100 + 10 * at, 400, 100 + 10 * at)).concat(
      Array.from({ length: 20 }, (_, at) => line(100 + 10 * at, 100, 100 + 10 * at, 300)),
    ),
  ],
])('%s is no table', async (_name, operators) => {
  const prose = [700, 620, 540].flatMap((y) =>
    lines(
      [
        'The committee met on Tuesday and spoke for a long time about the new building and',
        'its roof, which had been leaking since the autumn before, as everybody knew well.',
      ],
      50,
      y,
    ),
  );
  expect(await read(prose, operators)).not.toContain('|');
});
