import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from './compare.ts';
import { idsOf } from './expected-documents.ts';
import { judge, type Observed } from './judge.ts';
import { scoresOf } from './scores.ts';
import type { Expectation, Judged } from './types.ts';

const QUESTION: Expectation = {
  question: 'How long?',
  expected_documents: [],
  expected_answer: null,
  answerable: true,
  tags: [],
};
const DOCUMENT = [new Set(['d'])];
const said = (text: string, citations: string[] = ['d'], verbatim = true): Observed['answer'] => ({
  text,
  refused: false,
  citations: citations.map((documentId) => ({ documentId, verbatim })),
});
const REFUSED: Observed['answer'] = { text: 'Not there.', refused: true, citations: [] };

/** A question, as it went. */
function judged(question: Partial<Expectation>, answer: Observed['answer'], latency_ms = 10): Judged {
  const whole = { ...QUESTION, ...question };
  const marked = judge(whole, { ranked: ['d'], expected: whole.expected_documents.map(() => new Set(['d'])), answer });
  const rest = { retrieved: [], missing: [], answer: null, mode: null, refused: null, citations: [], error: null };
  return { ordinal: 1, question: whole, result: { ...marked, ...rest, latency_ms } };
}

describe('judging a question', () => {
  it.each<[string, Partial<Expectation>, Observed['answer'], string]>([
    ['an answer, if nothing more is expected', {}, said('x', []), 'right'],
    ['an answer that cites the document', {}, said('x'), 'right'],
    ['the expected answer', { expected_answer: 'ninety' }, said('It is ninety.'), 'right'],
    ['another answer', { expected_answer: 'ninety' }, said('It is six.'), 'wrong'],
    ['a refusal of what can be answered', {}, REFUSED, 'wrong'],
    ['a refusal of what cannot', { answerable: false }, REFUSED, 'right'],
    ['an answer to what cannot be answered', { answerable: false }, said('x'), 'wrong'],
    ['no answer at all', {}, null, 'failed'],
    ['no answer to what cannot be answered', { answerable: false }, null, 'failed'],
  ])('%s', (_, question, answer, outcome) => {
    expect(judge({ ...QUESTION, ...question }, { ranked: [], expected: [], answer }).outcome).toBe(outcome);
  });

  it('an answer from the wrong document is wrong', () => {
    const { outcome, metrics } = judge(QUESTION, { ranked: ['e', 'd'], expected: DOCUMENT, answer: said('x', ['e']) });
    expect(outcome).toBe('wrong');
    expect(metrics).toMatchObject({ mrr_at_10: 0.5, cited_expected: 0, answered: 1, right: 0, answer_f1: null });
  });

  it('a failure gets nothing by any metric, and none is about what it cannot tell', () => {
    const expectation = { ...QUESTION, expected_answer: 'ninety' };
    const { metrics } = judge(expectation, { ranked: [], expected: DOCUMENT, answer: null });
    expect(metrics).toMatchObject({ right: 0, answered: 0, cited_expected: 0, answer_f1: 0, recall_at_10: 0 });
    expect(metrics).toMatchObject({ wrongly_refused: 0, refused_correctly: null, grounded: null });
  });

  it('a quote that is not in its document shows', () => {
    const citations = [true, false].map((verbatim) => ({ documentId: 'd', verbatim }));
    const answer = { text: 'x', refused: false, citations };
    expect(judge(QUESTION, { ranked: [], expected: [], answer }).metrics.grounded).toBe(0.5);
  });
});

describe('scores', () => {
  const set = [
    judged({ tags: ['easy'], expected_documents: ['d'] }, said('x'), 10),
    judged({ tags: ['easy', 'dates'] }, said('x'), 20),
    judged({ answerable: false }, said('x'), 400),
    judged({ answerable: false }, REFUSED, 30),
  ];

  it('are means over the questions that each metric is about, with intervals', () => {
    const { metrics, latency_ms, questions, failed } = scoresOf(set);
    expect({ questions, failed, latency_ms }).toEqual({ questions: 4, failed: 0, latency_ms: { p50: 20, p95: 400 } });
    expect(metrics.right).toMatchObject({ value: 0.75, n: 4 });
    expect(metrics.refused_correctly).toMatchObject({ value: 0.5, n: 2 });
    expect(metrics.recall_at_10).toMatchObject({ value: 1, n: 1 });
    expect(metrics.answer_f1).toBeNull();
    expect(metrics.right?.low).toBeGreaterThan(0.2);
    expect(metrics.right?.high).toBeLessThan(1);
  });

  it('by tag are those of the tag’s questions alone', () => {
    const { by_tag } = scoresOf(set);
    expect(Object.keys(by_tag)).toEqual(['dates', 'easy']);
    expect(by_tag.easy).toMatchObject({ questions: 2, metrics: { right: { value: 1, n: 2 } } });
  });
});

describe('a comparison', () => {
  const asked = (question: string, answer: Observed['answer']) =>
    judged({ question, expected_documents: ['d'] }, answer);

  it('goes by the questions that both have', () => {
    const before = [asked('a', said('x')), asked('b', REFUSED), asked('c', said('x')), asked('gone', said('x'))];
    const now = [asked('new', REFUSED), asked('a', REFUSED), asked('b', said('x')), asked('c', said('x'))];
    const { shared, metrics, changed } = compare(now, before);
    expect(shared).toBe(3);
    expect(changed).toMatchObject([
      { question: 'a', change: 'worse', outcome: 'wrong', with_outcome: 'right' },
      { question: 'b', change: 'better' },
    ]);
    expect(metrics.right).toMatchObject({ delta: 0, better: 1, worse: 1, p_value: 1, n: 3 });
    expect(metrics.refused_correctly).toBeNull();
  });

  it('where less is better, less is better', () => {
    const { metrics } = compare([asked('a', said('x'))], [asked('a', REFUSED)]);
    expect(metrics.wrongly_refused).toMatchObject({ delta: -1, better: 1, worse: 0 });
  });

  it('a question that expects something else now is another', () => {
    const changed = [judged({ question: 'a', expected_documents: ['e'] }, said('x'))];
    expect(compare(changed, [asked('a', said('x'))])).toMatchObject({
      shared: 0,
      changed: [],
      metrics: { right: null },
    });
  });

  it('with itself is no change; the other way round it is the opposite', () => {
    const answer = fc.constantFrom<Observed['answer']>(said('x'), said('x', ['e']), REFUSED, null);
    const set = fc.array(answer, { maxLength: 30 }).map((all) => all.map((each, n) => asked(String(n), each)));
    fc.assert(
      fc.property(set, set, (one, other) => {
        expect(compare(one, one).changed).toEqual([]);
        const [there, back] = [compare(one, other), compare(other, one)];
        expect(there.metrics.right?.better).toBe(back.metrics.right?.worse);
        expect(there.metrics.right?.p_value).toBe(back.metrics.right?.p_value);
        expect((there.metrics.right?.delta ?? 0) + (back.metrics.right?.delta ?? 0)).toBeCloseTo(0);
      }),
    );
  });
});

describe('the name of a document', () => {
  const documents = [
    { id: '1', external_id: 'faq', url: null, filename: 'a.pdf', title: 'Rules' },
    { id: '2', external_id: null, url: 'https://example.org/', filename: 'b.pdf', title: 'faq' },
    { id: '3', external_id: null, url: null, filename: null, title: 'Rules' },
  ];

  it('means whom it names most surely, and all that share a title', () => {
    expect(
      ['faq', 'https://example.org/', 'b.pdf', 'Rules', '3', 'x'].map((name) => [...idsOf(name, documents)]),
    ).toEqual([['1'], ['2'], ['2'], ['1', '3'], ['3'], []]);
  });
});
