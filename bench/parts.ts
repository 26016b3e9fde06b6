import type { Numbers } from './lib/tell.ts';

/** One line of the table. */
export interface Figure {
  what: string;
  value: number;
  /** As `×`, `ms`, or nothing for a share. */
  unit: string;
  target?: { atMost: number } | { atLeast: number };
}

/** One measurement: a program of its own, and what its numbers are called. */
export interface Part {
  title: string;
  script: string;
  arguments: (options: { quick: boolean; cache: string }) => string[];
  figures: (numbers: Numbers) => Figure[];
  /** How it is measured, for the page. */
  how: string;
  /** Why a target may be missed, and what was tried. */
  whenMissed?: string;
}

const at = (numbers: Numbers, name: string) => numbers[name] ?? Number.NaN;
const share = (value: number) => (Number.isFinite(value) ? value.toFixed(3) : '–');
const count = (value: number) => value.toLocaleString('en');

const ratio = (what: string, value: number, target?: Figure['target']): Figure => ({
  what,
  value,
  unit: '×',
  ...(target ? { target } : {}),
});
const ms = (what: string, value: number, target?: Figure['target']): Figure => ({
  ...ratio(what, value, target),
  unit: 'ms',
});

/** LanceDB's share that may be taken at most, by passages. */
const LANCEDB_TARGETS: Record<number, number> = { 20000: 0.7, 100000: 1 };

function searchFigures(numbers: Numbers): Figure[] {
  const sizes = Object.keys(numbers)
    .flatMap((name) => /^ours p50 (\d+)$/.exec(name)?.[1] ?? [])
    .map(Number);
  const p50 = (engine: string, size: number) => at(numbers, `${engine} p50 ${size}`);
  const [fewest, most] = [at(numbers, 'fewest'), at(numbers, 'most')];
  const perSize = sizes.flatMap((size) => {
    const target = LANCEDB_TARGETS[size];
    const orama = target ? { atMost: 0.2 } : undefined;
    const recalls = ['ours', 'lancedb', 'orama'].map((engine) => share(at(numbers, `${engine} recall ${size}`)));
    return [
      ms(
        `hybrid search of ${count(size)} passages, p50 (recall@10 by meaning: ours ${recalls[0]}, LanceDB ${recalls[1]}, Orama ${recalls[2]})`,
        p50('ours', size),
      ),
      ratio('… ÷ LanceDB’s', p50('ours', size) / p50('lancedb', size), target ? { atMost: target } : undefined),
      ratio('… ÷ Orama’s', p50('ours', size) / p50('orama', size), orama),
      { what: '… its ten best that exact cosines find too', value: at(numbers, `ours hybridRecall ${size}`), unit: '' },
    ];
  });
  const http = sizes
    .filter((size) => `http search ${size}` in numbers)
    .flatMap((size) => [
      ms(
        `the same over HTTP, ${count(size)} passages, with the encoding of the question`,
        at(numbers, `http search ${size}`),
      ),
      ms('… of which the encoding takes by itself', at(numbers, `http encode ${size}`)),
    ]);
  const growth = `${count(fewest)} → ${count(most)} passages`;
  return [
    ...perSize,
    ratio(`growth of a search, ${growth}`, p50('ours', most) / p50('ours', fewest), { atMost: 4 }),
    ...http,
    ratio(`growth of the start, ${growth}`, at(numbers, `http start ${most}`) / at(numbers, `http start ${fewest}`), {
      atMost: 1.2,
    }),
  ];
}

export const parts: Record<string, Part> = {
  search: {
    title: 'Search',
    script: 'search/main.ts',
    arguments: ({ quick, cache }) => ['--cache', cache, ...(quick ? ['--sizes', '1000,4000'] : [])],
    figures: searchFigures,
    how: `Each passage is three sentences of the documentation of one installed package (its Markdown and the comments of its type declarations), about
36 words; all are different, and each is encoded by the packaged encoder. A question is half of a sentence of one of them. 200 questions,
whose vectors are made before, go to the three engines in turns of twenty, one at a time, in one process: ours as its routes call it, over the embedded database
with its page cache of 48 MB; LanceDB embedded,
full-text index by its defaults, IVF_FLAT by cosine with as many partitions as the root of the passages, 20 of them read (its default), reciprocal-rank fusion; Orama in memory
with its own fusion and its
defaults, which leave out what is less similar than 0.8 (five of the questions). Each gives the texts of the ten best. The first pass is not counted, three are. Recall by meaning is the share of
the ten best by exact cosine. Over HTTP the same library stands behind the whole server, with one client.`,
    whenMissed: `Of a search about half is the words: BM25 in the embedded database, which ranks 100 passages in 1 to 2 ms at any of
these sizes; a larger page cache (128, 256 MB), or its segments merged into one, change nothing. A plan for the statement that is made once would save
0.3 ms, but make small projects beside others twice as slow. Meaning takes 0.6 ms at 20,000 passages and 1.2 at 100,000: comparing the signs
of all takes most of it, as fast as memory gives them. The rest is two messages to the database's thread and back, 0.2 ms each, and reading the ten passages. What would
still help is an index of a project's words in memory, beside its vectors. The start copies nothing: the vectors come to memory behind the first searches, 10 s of
work for 100,000 passages, and until then the database compares them.`,
  },
  keys: {
    title: 'Keys',
    script: 'keys/main.ts',
    arguments: ({ quick }) => [quick ? '10000' : '1000000'],
    figures: (numbers) => [
      ratio('CPU time of a request with a key ÷ without', at(numbers, 'overhead'), { atMost: 1.25 }),
      ratio('verified requests a second ÷ better-auth’s on SQLite with WAL', at(numbers, 'sqliteRate'), {
        atLeast: 25,
      }),
      ratio('better-auth’s CPU time ÷ ours', at(numbers, 'sqliteCpu')),
      ratio(`a key not remembered, 1,000 → ${count(at(numbers, 'keys'))} keys`, at(numbers, 'coldGrowth'), {
        atMost: 1.2,
      }),
      ratio(`a remembered key, 1,000 → ${count(at(numbers, 'keys'))} keys`, at(numbers, 'rememberedGrowth'), {
        atMost: 1.2,
      }),
    ],
    how: 'See [bench/keys](../bench/keys/README.md): medians of rounds in turns, each server in a process of its own.',
  },
  pdf: {
    title: 'Conversion',
    script: 'pdf/main.ts',
    arguments: ({ quick }) => [quick ? '200' : '1000'],
    figures: (numbers) => [
      ratio(
        `pages a CPU second, PDF of ${count(at(numbers, 'pages'))} pages to Markdown, ÷ bare pdfjs’s`,
        at(numbers, 'pdfjs'),
        {
          atLeast: 1,
        },
      ),
      ratio('… ÷ bare PDFium’s', at(numbers, 'pdfium')),
      ratio('… by the clock ÷ poppler’s pdftotext', at(numbers, 'poppler')),
    ],
    how: 'See [bench/pdf](../bench/pdf/README.md): the least of five rounds in turns. pdftotext is a native program that gives text without structure; it is left out where it is not installed.',
  },
  server: {
    title: 'Ingest',
    script: 'server.ts',
    arguments: ({ quick }) => [quick ? '1000' : '8000', '60'],
    figures: (numbers) => [
      ratio('p99 of `GET /auth/me` during an ingest ÷ idle', at(numbers, 'p99Ratio'), { atMost: 3 }),
      { what: 'passages of 60 words ingested and embedded', value: at(numbers, 'perSecond'), unit: '/s' },
    ],
    how: 'The whole server, one client. While jobs run, `GET /auth/me` is asked every 20 ms; before, 500 times in a row.',
  },
  memory: {
    title: 'Memory',
    script: 'memory/speed.ts',
    arguments: ({ quick }) => ['--memories', quick ? '2000' : '50000'],
    figures: (numbers) => [
      ms(`a question to a user’s ${count(at(numbers, 'memories'))} memories over HTTP, p50`, at(numbers, 'p50'), {
        atMost: 30,
      }),
      ms('… p95', at(numbers, 'p95')),
    ],
    how: 'One tenant, one user, all of whose memories have vectors; 500 questions one after the other, their encoding included.',
  },
  chat: {
    title: 'Streaming',
    script: 'chat/latency.ts',
    arguments: ({ quick }) => [quick ? '10' : '50'],
    figures: (numbers) => [
      ms('from a model’s first word to ours, p50', at(numbers, 'firstP50'), { atMost: 30 }),
      ms('… p95', at(numbers, 'firstP95')),
      ms('from a caller’s hang-up to the model’s side, p50', at(numbers, 'hangUpP50'), { atMost: 100 }),
    ],
    how: 'A model on loopback that speaks the protocol of OpenAI and writes a word each 20 ms.',
  },
};
