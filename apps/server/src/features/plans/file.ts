import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BUILT_IN, FEATURES, MIB, type Plan } from './plans.ts';

const limit = z.number().int().nonnegative().nullable().default(null);

const plan = z.strictObject({
  pages_per_month: limit,
  simultaneous_jobs: limit,
  file_mb: z.number().positive().nullable().default(null),
  active_keys: limit,
  features: z.array(z.enum(FEATURES)).default([...FEATURES]),
});

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,49}$/i, 'must be of letters, digits, - and _')
  .refine((text) => text !== 'default', 'is what the command line calls the plan of DEFAULT_PLAN');

const file = z.strictObject({ plans: z.record(name, plan) });

/** Says of each problem the file, the plan and the field. */
export class PlansFileError extends Error {
  override name = 'PlansFileError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/**
 * The built-in plans and those of the operator's file, of which one takes the place of the built-in plan of its name. A limit that
 * is left out is none, features that are left out are all.
 *
 * @param path of a JSON file as in docs/guides/plans.md; undefined: none
 * @throws PlansFileError
 */
export function readPlans(path: string | undefined): readonly Plan[] {
  if (path === undefined) return BUILT_IN;
  const parsed = file.safeParse(readJson(path));
  if (!parsed.success) {
    throw new PlansFileError(parsed.error.issues.map((issue) => `${path}: ${explain(issue)}`));
  }
  const own = Object.entries(parsed.data.plans).map(
    ([planName, value]): Plan => ({
      name: planName,
      pagesPerMonth: value.pages_per_month,
      simultaneousJobs: value.simultaneous_jobs,
      fileBytes: value.file_mb === null ? null : Math.floor(value.file_mb * MIB),
      activeKeys: value.active_keys,
      features: FEATURES.filter((feature) => value.features.includes(feature)),
    }),
  );
  return [...new Map([...BUILT_IN, ...own].map((each) => [each.name, each])).values()];
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new PlansFileError([`${path}: ${reason}: ${(error as Error).message}`]);
  }
}

function explain(issue: z.core.$ZodIssue): string {
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return issue.path.length > 0 ? `${issue.path.join('.')}: ${message}` : message;
}
