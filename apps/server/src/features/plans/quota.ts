import type { FactsOf } from '@ragkeep/contract';
import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import { monthOf } from './month.ts';
import type { Feature, Plan } from './plans.ts';
import type { Plans } from './service.ts';
import { createUploads } from './uploads.ts';
import { addPages, countUsage, type Usage } from './usage-store.ts';

/** What a source wants to have read. */
export interface Want {
  pages: number;
  /** How a refusal calls it; 'This PDF' without. */
  source?: string;
}

/** Holds tenants to their plans. Pages that are reserved are not stored as a sum: see docs/adr/0012. */
export interface Quotas {
  /**
   * The largest file of the tenant: of its plan or of the server, whichever is less. `error()` makes what to refuse a larger
   * one with.
   */
  fileLimit(db: Db, tenantId: string): Promise<{ bytes: number; error(): ApiError }>;
  /** Throws `feature_unavailable`. */
  requireFeature(db: Db, tenantId: string, feature: Feature): Promise<void>;
  hasFeature(db: Db, tenantId: string, feature: Feature): Promise<boolean>;
  /** Whether pages are limited for the tenant, so that a file must be measured before its job is made. */
  limitsPages(db: Db, tenantId: string): Promise<boolean>;
  /**
   * An upload under way counts as a job, so that of 50 at once the ones too many are refused before they are stored. Throws
   * `too_many_jobs`. `release()` is to be called when the job is made or the request failed; once more does no harm.
   */
  beginUpload(db: Db, tenantId: string): Promise<{ release(): void }>;
  /**
   * In the transaction that makes a job, before its rows are inserted: throws `too_many_jobs` or `pages_exhausted`. Whoever else
   * counts for the tenant waits until the transaction ends. The rows then hold the reservation: `job_sources.pages_reserved`.
   *
   * @param now the job's `created_at`, by which its month goes
   */
  admitJob(tx: Db, tenantId: string, now: Date, want: Want): Promise<void>;
  /**
   * For a source whose pages become known only after its job was made: the facts of `pages_exhausted`, or null when they fit; the
   * caller then writes `job_sources.pages_reserved` in the same transaction. Wanted are the pages beyond those that are reserved for
   * the source already.
   */
  shortage(tx: Db, tenantId: string, jobCreatedAt: Date, want: Want): Promise<FactsOf<'pages_exhausted'> | null>;
  /** In the transaction that ends sources: adds the pages that were read to the month of the job. */
  settle(tx: Db, tenantId: string, jobCreatedAt: Date, pages: number): Promise<void>;
  usage(db: Db, tenantId: string, now: Date): Promise<Usage>;
}

/** @param deps.maxFileBytes the server's own limit */
export function createQuotas({ plans, maxFileBytes }: { plans: Plans; maxFileBytes: number }): Quotas {
  const uploads = createUploads(plans);

  /** The tenant's plan, and with it the tenant locked if the plan limits what is to be counted. */
  async function planToCount(tx: Db, tenantId: string, isLimited: (plan: Plan) => boolean): Promise<Plan | null> {
    // Without limits nobody needs to wait for anybody.
    if (!isLimited(await plans.of(tx, tenantId))) return null;
    const plan = await plans.lock(tx, tenantId);
    return isLimited(plan) ? plan : null;
  }

  return {
    async fileLimit(db, tenantId) {
      const { name, fileBytes } = await plans.of(db, tenantId);
      if (fileBytes === null || fileBytes > maxFileBytes) {
        return { bytes: maxFileBytes, error: () => new ApiError('payload_too_large', { limit_bytes: maxFileBytes }) };
      }
      return { bytes: fileBytes, error: () => new ApiError('file_too_large', { limit_bytes: fileBytes, tier: name }) };
    },
    async requireFeature(db, tenantId, feature) {
      const plan = await plans.of(db, tenantId);
      if (!plan.features.includes(feature)) throw new ApiError('feature_unavailable', { feature, plan: plan.name });
    },
    hasFeature: async (db, tenantId, feature) => (await plans.of(db, tenantId)).features.includes(feature),
    limitsPages: async (db, tenantId) => (await plans.of(db, tenantId)).pagesPerMonth !== null,
    beginUpload: uploads.begin,
    async admitJob(tx, tenantId, now, want) {
      const plan = await planToCount(tx, tenantId, (each) => limitsPages(each) || each.simultaneousJobs !== null);
      if (!plan) return;
      const usage = await countUsage(tx, tenantId, monthOf(now));
      const { simultaneousJobs: limit, name: tier } = plan;
      if (limit !== null && usage.activeJobs >= limit) {
        throw new ApiError('too_many_jobs', { active_jobs: usage.activeJobs, limit, tier });
      }
      const short = lacking(plan, usage, want);
      if (short) throw new ApiError('pages_exhausted', short);
    },
    async shortage(tx, tenantId, jobCreatedAt, want) {
      const plan = await planToCount(tx, tenantId, limitsPages);
      return plan && lacking(plan, await countUsage(tx, tenantId, monthOf(jobCreatedAt)), want);
    },
    async settle(tx, tenantId, jobCreatedAt, pages) {
      if (pages > 0) await addPages(tx, tenantId, monthOf(jobCreatedAt), pages);
    },
    usage: (db, tenantId, now) => countUsage(db, tenantId, monthOf(now)),
  };
}

const limitsPages = (plan: Plan): boolean => plan.pagesPerMonth !== null;

/** Why so many more pages are too many; null when they are not. */
function lacking(plan: Plan, { pagesUsed }: Usage, { pages, source }: Want): FactsOf<'pages_exhausted'> | null {
  const { pagesPerMonth: limit, name: tier } = plan;
  const remaining = remainingPages(plan, pagesUsed);
  if (limit === null || remaining === null || pages <= remaining) return null;
  return {
    pdf_pages: pages,
    pages_remaining: remaining,
    pages_used: pagesUsed,
    pages_limit: limit,
    tier,
    ...(source === undefined ? {} : { source }),
  };
}

/** Never negative, as after a change to a smaller plan. Null: without limit. */
export const remainingPages = ({ pagesPerMonth }: Plan, pagesUsed: number): number | null =>
  pagesPerMonth === null ? null : Math.max(0, pagesPerMonth - pagesUsed);
