import { describe, expect, it } from 'vitest';
import { parseQuestions } from './question-file.ts';
import { parseThreshold, shortfalls } from './thresholds.ts';

describe('a file of questions', () => {
  it('is one object a line, a list, or an object that has one', () => {
    const questions = [{ question: 'a' }, { question: 'b', tags: ['x'] }];
    const lines = questions.map((question) => JSON.stringify(question));
    expect(parseQuestions('.jsonl', `${lines.join('\n\n')}\n`)).toEqual(questions);
    expect(parseQuestions('.json', JSON.stringify(questions))).toEqual(questions);
    expect(parseQuestions('.json', JSON.stringify({ questions }))).toEqual(questions);
  });

  it('or a table, with several values in a cell', () => {
    const text = [
      'question,answerable,expected_documents,expected_answer,tags',
      '"Who, then?",,a.pdf | b.pdf,"six ""o’clock""",x|y',
      'Never?,No,,,',
    ].join('\r\n');
    expect(parseQuestions('.csv', text)).toEqual([
      {
        question: 'Who, then?',
        expected_documents: ['a.pdf', 'b.pdf'],
        expected_answer: 'six "o’clock"',
        tags: ['x', 'y'],
      },
      { question: 'Never?', answerable: false },
    ]);
  });

  it.each([
    ['.jsonl', '{"question":"a"}\n{"question"', 'line 2 is not JSON'],
    ['.json', '{}', 'holds no list'],
    ['.json', 'null', 'holds no list'],
    ['.csv', 'question,answer\na,b', 'the column “answer”'],
    ['.csv', 'tags\na', 'no column “question”'],
    ['.csv', 'question,answerable\na,perhaps', 'answerable is “perhaps”'],
    ['.txt', 'a', 'none of .jsonl'],
  ])('%s: says what is wrong with %j', (ending, text, message) => {
    expect(() => parseQuestions(ending, text)).toThrow(message);
  });
});

describe('a threshold', () => {
  it('names a metric as the table or as the API does', () => {
    expect(parseThreshold('recall@10=0.8')).toEqual({ name: 'recall@10', metric: 'recall_at_10', least: 0.8 });
    expect(parseThreshold('recall_at_10=0.8')).toEqual(parseThreshold('recall@10=0.8'));
  });

  it.each(['recall@10', 'recall@10=x', 'right=1.1', 'right=', 'speed=1', 'wrongly_refused=0.1', '=1'])(
    'is refused: %s',
    (text) => expect(() => parseThreshold(text)).toThrow(),
  );

  it('is reached by what is as high, and not by what no question shows', () => {
    const metrics = { right: { value: 0.8, low: 0.5, high: 0.9, n: 10 }, answer_f1: null };
    const evaluation = { scores: { metrics } } as unknown as Parameters<typeof shortfalls>[0];
    const thresholds = ['right=0.8', 'right=0.81', 'answer-f1=0'].map(parseThreshold);
    expect(shortfalls(evaluation, thresholds)).toEqual([
      { metric: 'right', least: 0.81, value: 0.8 },
      { metric: 'answer-f1', least: 0, value: null },
    ]);
  });
});
