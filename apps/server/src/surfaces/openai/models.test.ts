import fc from 'fast-check';
import { expect, it } from 'vitest';
import { modelsOf } from './models.ts';

const AT = new Date('2026-01-01T00:00:00Z');
const agent = (slug: string, agent_id: string, agent_name: string, in_reach = true) => ({
  ...{ slug, agent_id, agent_name, in_reach },
  project_created_at: AT,
  agent_created_at: AT,
});
const names = (agents: Parameters<typeof modelsOf>[0]) => modelsOf(agents).map(({ id, agentId }) => [id, agentId]);

it('an agent that has the name of another gets a number, in the order of their age', () => {
  expect(
    names([agent('a', '1', 'Bot'), agent('a', '2', 'Bot 2'), agent('a', '3', 'bot!'), agent('b', '4', '???')]),
  ).toEqual([
    ['a', '1'],
    ['a/bot', '1'],
    ['a/bot-2', '2'],
    ['a/bot-3', '3'],
    ['b', '4'],
    ['b/agent', '4'],
  ]);
});

it('names are unique, and the same whoever asks', () => {
  const some = fc.array(
    fc.record({
      slug: fc.constantFrom('a', 'b'),
      name: fc.constantFrom('Bot', 'bot', 'Bot 2', '?'),
      seen: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(some, (list) => {
      const sorted = list.toSorted((one, other) => one.slug.localeCompare(other.slug));
      const all = modelsOf(sorted.map(({ slug, name }, index) => agent(slug, String(index), name)));
      const some = modelsOf(sorted.map(({ slug, name, seen }, index) => agent(slug, String(index), name, seen)));
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      const ofAgents = (models: typeof all) => models.filter(({ id }) => id.includes('/'));
      const seen = new Set(sorted.flatMap((each, index) => (each.seen ? [String(index)] : [])));
      expect(ofAgents(some)).toEqual(ofAgents(all).filter(({ agentId }) => seen.has(agentId)));
      for (const { id, agentId } of some.filter((model) => !model.id.includes('/'))) {
        expect(ofAgents(some).find((model) => model.id.startsWith(`${id}/`))?.agentId).toBe(agentId);
      }
    }),
  );
});
