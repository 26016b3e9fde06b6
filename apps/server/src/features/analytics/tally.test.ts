import { expect, it } from 'vitest';
import { uuidv7 } from '../../platform/ids.ts';
import { DAY_MS } from './period.ts';
import { NONE, Tally } from './tally.ts';

const caller = { type: 'key', id: uuidv7() } as const;
const place = { tenantId: uuidv7(), caller, projectId: uuidv7(), agentId: null, route: 'GET /a' };

it('a place has one row a day; whatever differs makes another', () => {
  const tally = new Tally();
  const others = [
    { ...place, tenantId: uuidv7(), caller: null },
    { ...place, caller: null },
    { ...place, caller: { ...caller, id: uuidv7() } },
    { ...place, projectId: null },
    { ...place, agentId: uuidv7() },
    { ...place, route: 'GET /b' },
  ];
  for (const each of [place, ...others]) expect(tally.rowOf(0, each)).toBe(tally.rowOf(0, { ...each }));
  expect(tally.rowOf(DAY_MS, place)).not.toBe(tally.rowOf(0, place));
  expect(tally.entries).toHaveLength(1 + others.length + 1);
  expect(new Set(tally.entries.map(({ row }) => JSON.stringify(row))).size).toBe(tally.entries.length - 1);
  expect(tally.rowOf(DAY_MS, others[0] ?? place)).toMatchObject({ day: '1970-01-02', caller_id: NONE, agent_id: NONE });
});

it('has an end, beyond which only what has a row already is counted', () => {
  const tally = new Tally();
  const rows = Array.from({ length: 50_002 }, (_, n) => tally.rowOf(0, { ...place, route: String(n) }));
  expect([tally.entries.length, tally.dropped]).toEqual([50_000, 2]);
  expect(rows.at(-1)).toBeUndefined();
  expect(tally.rowOf(0, { ...place, route: '7' })).toBe(rows[7]);
});
