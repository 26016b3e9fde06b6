import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PlansFileError, readPlans } from './file.ts';
import { BUILT_IN, FEATURES } from './plans.ts';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragkeep-plans-'));
  path = join(folder, 'plans.json');
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: unknown) {
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readPlans(path);
}

const byName = async (content: unknown) => new Map((await read(content)).map((plan) => [plan.name, plan]));

it('adds plans to those built in; what is left out is without limit and includes all', async () => {
  const plans = await byName({
    plans: {
      team: { pages_per_month: 500, simultaneous_jobs: 3, file_mb: 0.5, active_keys: null, features: ['ocr', 'api'] },
      open: {},
    },
  });
  expect([...plans.keys()]).toEqual([...BUILT_IN.map(({ name }) => name), 'team', 'open']);
  const team = {
    pagesPerMonth: 500,
    simultaneousJobs: 3,
    fileBytes: 524_288,
    activeKeys: null,
    features: ['api', 'ocr'],
  };
  expect(plans.get('team')).toEqual({ name: 'team', ...team });
  const unlimited = BUILT_IN.find(({ name }) => name === 'unlimited');
  expect(plans.get('open')).toEqual({ ...unlimited, name: 'open', features: FEATURES });
  expect(readPlans(undefined)).toEqual(BUILT_IN);
});

it('a plan takes the place of the one built in that has its name, wholly', async () => {
  const plans = await byName({ plans: { free: { active_keys: 2 } } });
  expect(plans.get('free')).toMatchObject({ pagesPerMonth: null, activeKeys: 2, features: FEATURES });
  expect(plans.size).toBe(BUILT_IN.length);
});

it.each([
  ['a limit below zero', { plans: { team: { pages_per_month: -1 } } }, 'plans.team.pages_per_month: '],
  ['a part of a page', { plans: { team: { pages_per_month: 0.5 } } }, 'plans.team.pages_per_month: '],
  ['a file of nothing', { plans: { team: { file_mb: 0 } } }, 'plans.team.file_mb: '],
  ['a feature that is none', { plans: { team: { features: ['api', 'gold'] } } }, 'plans.team.features.1: '],
  ['a limit that is none', { plans: { team: { pages: 1 } } }, 'plans.team: Unrecognized key: "pages"'],
  ['a name with a blank', { plans: { 'the team': {} } }, 'plans.the team: must be of letters'],
  ['the name of none', { plans: { default: {} } }, 'plans.default: is what'],
  ['no plans', {}, 'plans: '],
  ['what is no JSON', '{plans', 'is not JSON'],
])('refuses %s, and says where', async (_what, content, where) => {
  const problem = await read(content).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(PlansFileError);
  expect((problem as Error).message).toContain(`${path}: ${where}`);
});

it('names every problem, and a file that is not there', async () => {
  const both = read({ plans: { one: { file_mb: 'x' }, two: { active_keys: -1 } } });
  await expect(both).rejects.toMatchObject({
    problems: [expect.stringContaining('.one.'), expect.stringContaining('.two.')],
  });
  const missing = join(folder, 'missing.json');
  expect(() => readPlans(missing)).toThrow(`${missing}: cannot be read`);
});
