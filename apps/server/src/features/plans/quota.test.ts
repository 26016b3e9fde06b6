import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import type { Database, Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { monthOf } from './month.ts';
import { BUILT_IN, FEATURES, type Plan } from './plans.ts';
import { createQuotas } from './quota.ts';
import { createPlans } from './service.ts';

const NONE = { pagesPerMonth: null, simultaneousJobs: null, fileBytes: null, activeKeys: null, features: FEATURES };
const SMALL: Plan = { ...NONE, name: 'small', pagesPerMonth: 10, simultaneousJobs: 3 };
const EMPTY: Plan = { ...NONE, name: 'empty', pagesPerMonth: 0 };
const MAX_FILE_BYTES = 100 * 1024 * 1024;

const plans = createPlans({ plans: [...BUILT_IN, SMALL, EMPTY], defaultPlan: 'unlimited' });
const quotas = createQuotas({ plans, maxFileBytes: MAX_FILE_BYTES });

let database: Database;
let db: Db;
beforeAll(async () => {
  database = await testDatabase();
  db = database.db;
});
afterAll(() => database.close());

async function tenantOn(plan: string): Promise<string> {
  const tenant_id = uuidv7();
  const row = { tenant_id, name: 'T', email: 't@example.com', plan, created_at: new Date(0) };
  await db.insertInto('tenants').values(row).execute();
  return tenant_id;
}

/** As whoever takes a job does it: admitted and inserted in one transaction. */
async function makeJob(tenantId: string, now: Date, pages: number): Promise<string> {
  const id = uuidv7();
  await db.transaction().execute(async (tx) => {
    await quotas.admitJob(tx, tenantId, now, { pages });
    const job = { tenant_id: tenantId, id, kind: 'conversion', status: 'queued', created_at: now };
    await tx.insertInto('jobs').values(job).execute();
    const source = { tenant_id: tenantId, job_id: id, ordinal: 0, kind: 'file', label: 'a.pdf', metadata: '{}' };
    await tx
      .insertInto('job_sources')
      .values({ ...source, status: 'queued', pages_reserved: pages })
      .execute();
  });
  return id;
}

/** As whoever ends a source does it: together with what was read. */
async function endJob(tenantId: string, job: { id: string; at: Date }, status: string, read: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('job_sources')
      .set({ status })
      .where('tenant_id', '=', tenantId)
      .where('job_id', '=', job.id)
      .execute();
    await tx.updateTable('jobs').set({ status }).where('tenant_id', '=', tenantId).where('id', '=', job.id).execute();
    await quotas.settle(tx, tenantId, job.at, read);
  });
}

const refusal = async (work: Promise<unknown>): Promise<{ code: string; facts: object }> => {
  const error = await work.then(
    () => expect.fail('was not refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw error;
  return { code: error.code, facts: error.facts as object };
};

type Step =
  | { do: 'make'; pages: number }
  | { do: 'find'; which: number; pages: number }
  | { do: 'end'; which: number; how: 'succeeded' | 'failed' | 'cancelled' | 'deleted' }
  | { do: 'wait' };

const pages = fc.integer({ min: 0, max: 12 });
const which = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('make' as const), pages }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('find' as const), which, pages }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      which,
      how: fc.constantFrom('succeeded' as const, 'failed' as const, 'cancelled' as const, 'deleted' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
);

it('counts exactly, whatever becomes of jobs and whenever the month turns', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const tenantId = await tenantOn('small');
      let now = new Date('2026-11-30T12:00:00Z');
      let active: { id: string; at: Date; reserved: number }[] = [];
      const settled = new Map<string, number>();
      const used = (at: Date) =>
        active.filter((job) => monthOf(job.at).name === monthOf(at).name).reduce((sum, job) => sum + job.reserved, 0) +
        (settled.get(monthOf(at).name) ?? 0);

      for (const each of steps) {
        if (each.do === 'wait') now = new Date(now.getTime() + 10 * 24 * 3600_000);
        if (each.do === 'make') {
          const left = 10 - used(now);
          if (active.length >= 3)
            expect((await refusal(makeJob(tenantId, now, each.pages))).code).toBe('too_many_jobs');
          else if (each.pages > left) {
            expect(await refusal(makeJob(tenantId, now, each.pages))).toEqual({
              code: 'pages_exhausted',
              facts: {
                pdf_pages: each.pages,
                pages_remaining: left,
                pages_used: 10 - left,
                pages_limit: 10,
                tier: 'small',
              },
            });
          } else active.push({ id: await makeJob(tenantId, now, each.pages), at: now, reserved: each.pages });
        }
        const job = 'which' in each && active.length > 0 ? active[each.which % active.length] : undefined;
        if (each.do === 'find' && job) {
          const more = each.pages;
          const isShort = more > 10 - used(job.at);
          await db.transaction().execute(async (tx) => {
            const short = await quotas.shortage(tx, tenantId, job.at, { pages: more });
            expect(short !== null).toBe(isShort);
            if (short) return;
            job.reserved += more;
            const change = { pages_reserved: job.reserved };
            await tx
              .updateTable('job_sources')
              .set(change)
              .where('tenant_id', '=', tenantId)
              .where('job_id', '=', job.id)
              .execute();
          });
        }
        if (each.do === 'end' && job) {
          active = active.filter((other) => other !== job);
          if (each.how === 'deleted') {
            await db.deleteFrom('jobs').where('tenant_id', '=', tenantId).where('id', '=', job.id).execute();
          } else {
            const read = each.how === 'succeeded' ? job.reserved : 0;
            await endJob(tenantId, job, each.how, read);
            const month = monthOf(job.at).name;
            settled.set(month, (settled.get(month) ?? 0) + read);
          }
        }
        expect(await quotas.usage(db, tenantId, now)).toEqual({ pagesUsed: used(now), activeJobs: active.length });
      }
    }),
    { numRuns: 12 },
  );
});

describe('pages', () => {
  it('a month is one in UTC, to the millisecond', async () => {
    expect(monthOf(new Date('2026-12-31T23:59:59.999Z'))).toEqual({
      name: '2026-12',
      start: new Date('2026-12-01T00:00:00Z'),
      end: new Date('2027-01-01T00:00:00Z'),
    });
    const tenantId = await tenantOn('small');
    const [last, first] = [new Date('2026-11-30T23:59:59.999Z'), new Date('2026-12-01T00:00:00Z')];
    const job = { id: await makeJob(tenantId, last, 10), at: last };
    expect((await refusal(makeJob(tenantId, last, 1))).code).toBe('pages_exhausted');
    await makeJob(tenantId, first, 10);
    // What ends in the new month counts for that of its job.
    await endJob(tenantId, job, 'succeeded', 9);
    expect(await quotas.usage(db, tenantId, last)).toEqual({ pagesUsed: 9, activeJobs: 1 });
    expect(await quotas.usage(db, tenantId, first)).toEqual({ pagesUsed: 10, activeJobs: 1 });
  });

  it('a smaller plan leaves none, and never less', async () => {
    const tenantId = await tenantOn('pro');
    const now = new Date('2026-11-10T00:00:00Z');
    await makeJob(tenantId, now, 60);
    await db.updateTable('tenants').set({ plan: 'small' }).where('tenant_id', '=', tenantId).execute();
    const { facts } = await refusal(makeJob(tenantId, now, 1));
    expect(facts).toMatchObject({ pages_remaining: 0, pages_used: 60, pages_limit: 10 });
    await makeJob(tenantId, now, 0);
  });

  it('a plan of 0 pages has none for anybody', async () => {
    const tenantId = await tenantOn('empty');
    const now = new Date('2026-11-10T00:00:00Z');
    expect(await quotas.limitsPages(db, tenantId)).toBe(true);
    expect((await refusal(makeJob(tenantId, now, 1))).facts).toMatchObject({ pages_limit: 0, pages_remaining: 0 });
  });

  it('without a limit they are counted all the same', async () => {
    const tenantId = await tenantOn('unlimited');
    const now = new Date('2026-11-10T00:00:00Z');
    expect(await quotas.limitsPages(db, tenantId)).toBe(false);
    expect(await quotas.shortage(db, tenantId, now, { pages: 1e9 })).toBeNull();
    await endJob(tenantId, { id: await makeJob(tenantId, now, 70), at: now }, 'succeeded', 70);
    expect(await quotas.usage(db, tenantId, now)).toEqual({ pagesUsed: 70, activeJobs: 0 });
  });

  it('a refusal calls what is no PDF as it is told to', async () => {
    const tenantId = await tenantOn('empty');
    const short = await quotas.shortage(db, tenantId, new Date(), {
      pages: 2,
      source: 'The page https://example.com/',
    });
    expect(short).toMatchObject({ pdf_pages: 2, source: 'The page https://example.com/', tier: 'empty' });
  });
});

describe('uploads', () => {
  it('under way count as jobs, until they are released', async () => {
    const tenantId = await tenantOn('free');
    const begun = await Promise.allSettled(Array.from({ length: 50 }, () => quotas.beginUpload(db, tenantId)));
    const held = begun.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(held).toHaveLength(2);
    const refused = await refusal(quotas.beginUpload(db, tenantId));
    expect(refused).toEqual({ code: 'too_many_jobs', facts: { active_jobs: 2, limit: 2, tier: 'free' } });
    // Its own upload is no reason to refuse a job.
    await makeJob(tenantId, new Date('2026-11-10T00:00:00Z'), 1);
    held[0]?.release();
    held[0]?.release();
    expect((await refusal(quotas.beginUpload(db, tenantId))).code).toBe('too_many_jobs');
    held[1]?.release();
    (await quotas.beginUpload(db, tenantId)).release();
    await Promise.all(Array.from({ length: 50 }, async () => quotas.beginUpload(db, await tenantOn('unlimited'))));
  });
});

describe('files and features', () => {
  it('the limit of a file is the plan’s or the server’s, whichever is less', async () => {
    const ofPlan = await quotas.fileLimit(db, await tenantOn('free'));
    expect([ofPlan.bytes, ofPlan.error().code]).toEqual([10 * 1024 * 1024, 'file_too_large']);
    for (const plan of ['business', 'unlimited']) {
      const ofServer = await quotas.fileLimit(db, await tenantOn(plan));
      expect([ofServer.bytes, ofServer.error().code]).toEqual([MAX_FILE_BYTES, 'payload_too_large']);
    }
  });

  it('a plan that is not known any more is the default', async () => {
    const other = createPlans({ plans: BUILT_IN, defaultPlan: 'free' });
    expect((await other.of(db, await tenantOn('gone'))).name).toBe('free');
  });

  it('a feature is there or it is not', async () => {
    const [free, pro] = [await tenantOn('free'), await tenantOn('pro')];
    expect(await Promise.all([free, pro].map((id) => quotas.hasFeature(db, id, 'crawl')))).toEqual([false, true]);
    await quotas.requireFeature(db, free, 'ocr');
    const { code, facts } = await refusal(quotas.requireFeature(db, free, 'webhooks'));
    expect({ code, facts }).toEqual({ code: 'feature_unavailable', facts: { feature: 'webhooks', plan: 'free' } });
  });
});
