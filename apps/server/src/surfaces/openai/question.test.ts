import { routes } from '@ragkeep/contract';
import { describe, expect, it } from 'vitest';
import { toQuestion } from './question.ts';

const tools = [{ type: 'function', function: { name: 'look', parameters: {} } }];
const call = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } };
const body = (more: object = {}) =>
  routes.createChatCompletion.body.parse({ model: 'm', messages: [{ role: 'user', content: 'Why?' }], ...more });

describe('a chat completion as a question', () => {
  it('is the last message of the user, between what was said before and what came of it', () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hello!' },
      { role: 'developer', content: 'Be kind.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Why' },
          { type: 'text', text: 'me?' },
        ],
        name: 'ada',
      },
      { role: 'assistant', content: null, tool_calls: [call], refusal: null },
      { role: 'tool', tool_call_id: 'call_1', content: 'Nothing.' },
    ];
    expect(toQuestion(body({ messages }))).toMatchObject({
      message: 'Why\nme?',
      instructions: 'Be brief.\n\nBe kind.',
      conversation: {
        kind: 'given',
        history: [
          { role: 'user', content: 'Hello' },
          { role: 'assistant', content: 'Hello!' },
        ],
        after: [
          { role: 'assistant', content: null, tool_calls: [call] },
          { role: 'tool', tool_call_id: 'call_1', content: 'Nothing.' },
        ],
      },
    });
  });

  it('passes on what was said to the model and nothing that is null', () => {
    const said = { temperature: 0, stop: 'x', max_tokens: 5, tools, tool_choice: 'required', seed: 3 };
    expect(toQuestion(body({ ...said, top_p: null, user: 'u', n: 1, stream: true })).options?.(true)).toEqual(said);
    expect(toQuestion(body({ ...said, tool_choice: 'auto' })).options?.(false)).toEqual({ stop: 'x', max_tokens: 5 });
  });

  it('leaves out what is said of tools where there are none, unless one must be called', () => {
    const optionsOf = (more: object) => toQuestion(body(more)).options?.(true);
    expect(optionsOf({ tools: [], tool_choice: 'auto', parallel_tool_calls: true })).toEqual({});
    expect(() => optionsOf({ tool_choice: 'required' })).toThrow('tool_choice: needs tools');
  });

  it('may have 10,000 characters, and all messages together 400,000', () => {
    const history = (count: number) => Array(count).fill({ role: 'assistant', content: 'x'.repeat(100_000) });
    const asked = (count: number) => body({ messages: [...history(count), { role: 'user', content: 'Why?' }] });
    expect(toQuestion(asked(3)).conversation).toMatchObject({ history: { length: 3 } });
    expect(() => toQuestion(asked(4))).toThrow('400,000 characters');
    const long = (length: number) => body({ messages: [{ role: 'user', content: 'x'.repeat(length) }] });
    expect(toQuestion(long(10_000)).message).toHaveLength(10_000);
    expect(() => toQuestion(long(10_001))).toThrow('10,000 characters');
  });
});
