import type { Completion, ToolCallDelta } from './types.ts';

/** Puts the pieces of tool calls together; one without an id (some endpoints send none) is given its number. */
export function collectCalls(): { add(pieces: ToolCallDelta[]): void; all(): Completion['toolCalls'] } {
  const calls = new Map<number, Completion['toolCalls'][number]>();
  return {
    add(pieces) {
      for (const { index, id, function: part } of pieces) {
        const call = calls.get(index) ?? { id: '', name: '', arguments: '' };
        call.id ||= id ?? '';
        call.name += part?.name ?? '';
        call.arguments += part?.arguments ?? '';
        calls.set(index, call);
      }
    },
    all: () => [...calls.values()].map((call, i) => ({ ...call, id: call.id || `call_${i}` })),
  };
}
