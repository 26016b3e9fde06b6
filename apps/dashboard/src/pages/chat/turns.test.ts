import type { Message } from '@ragkeep/sdk';
import { expect, it } from 'vitest';
import { turnsOf } from './turns.ts';

const message = (id: string, role: Message['role'], content: string): Message => ({
  id,
  role,
  content,
  citations: role === 'assistant' ? [] : null,
  mode: role === 'assistant' ? 'extractive' : null,
  refused: role === 'assistant' ? false : null,
  metadata: {},
  created_at: '2026-01-01T00:00:00Z',
});

const short = (messages: readonly Message[]) => turnsOf(messages).map(({ question, answer }) => [question, answer]);

it('joins each question with its answer', () => {
  expect(
    short([
      message('1', 'user', 'Which ships?'),
      message('2', 'assistant', 'Long ones.'),
      message('3', 'user', 'And boats?'),
      message('4', 'assistant', 'None.'),
    ]),
  ).toEqual([
    ['Which ships?', 'Long ones.'],
    ['And boats?', 'None.'],
  ]);
});

it('keeps questions without an answer, and answers without a question', () => {
  expect(
    short([
      message('1', 'assistant', 'Welcome.'),
      message('2', 'user', 'Lost?'),
      message('3', 'user', 'Which ships?'),
      message('4', 'system', 'Be brief.'),
      message('5', 'assistant', 'Long ones.'),
      message('6', 'assistant', 'Very long ones.'),
    ]),
  ).toEqual([
    ['', 'Welcome.'],
    ['Lost?', ''],
    ['Which ships?', 'Long ones.'],
    ['', 'Very long ones.'],
  ]);
});
