import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ragkeep } from '../../session/session.ts';
import { answered, newTurn, type Turn } from './turns.ts';

interface ChatOptions {
  agentId: string;
  /** To go on with; null begins a new one. */
  conversationId: string | null;
  turns: readonly Turn[];
  /** Told once it is known which conversation a first question began. */
  onBegun: (conversationId: string) => void;
}

/** Asks an agent, question after question, and keeps what came of each. */
export function useChat({ agentId, conversationId, turns: before, onBegun }: ChatOptions) {
  const cache = useQueryClient();
  const [turns, setTurns] = useState(before);
  const conversation = useRef(conversationId);
  const running = useRef<AbortController | null>(null);
  const count = useRef(0);
  useEffect(() => () => running.current?.abort(), []);

  const change = (key: string, next: (turn: Turn) => Turn) =>
    setTurns((all) => all.map((turn) => (turn.key === key ? next(turn) : turn)));

  async function ask(question: string): Promise<void> {
    const key = `asked-${++count.current}`;
    setTurns((all) => [...all.filter(({ state }) => state !== 'failed'), newTurn(key, question)]);
    const stop = new AbortController();
    running.current = stop;
    const goesOn = conversation.current;
    try {
      const body = { message: question, ...(goesOn ? { conversation_id: goesOn } : {}) };
      for await (const { event, data } of ragkeep.queryAgentStream(agentId, body, { signal: stop.signal })) {
        if (event === 'token')
          change(key, (turn) => ({ ...turn, state: 'streaming', answer: turn.answer + data.text }));
        else if (event === 'citation') change(key, (turn) => ({ ...turn, citations: [...turn.citations, data] }));
        else {
          change(key, (turn) => answered(turn, data));
          if (!goesOn && data.conversation_id) {
            conversation.current = data.conversation_id;
            onBegun(data.conversation_id);
          }
        }
      }
    } catch (error) {
      change(key, (turn) =>
        stop.signal.aborted ? { ...turn, state: 'stopped' } : { ...turn, state: 'failed', error },
      );
    }
    running.current = null;
    void cache.invalidateQueries({ queryKey: ['conversations'] });
  }

  const isAnswering = turns.some(({ state }) => state === 'waiting' || state === 'streaming');
  return { turns, ask, stop: () => running.current?.abort(), isAnswering };
}
