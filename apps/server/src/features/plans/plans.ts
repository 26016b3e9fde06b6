/** What a plan includes or not, beside what it counts. */
export const FEATURES = ['api', 'ocr', 'crawl', 'webhooks'] as const;
export type Feature = (typeof FEATURES)[number];

/** What a tenant may have. Null: as much as it likes. */
export interface Plan {
  readonly name: string;
  /** Pages converted in a month (UTC). */
  readonly pagesPerMonth: number | null;
  /** Jobs that wait or run. */
  readonly simultaneousJobs: number | null;
  /** The largest file; null: the server's own limit alone. */
  readonly fileBytes: number | null;
  /** Keys that are neither revoked nor expired, the first one included. */
  readonly activeKeys: number | null;
  readonly features: readonly Feature[];
}

export const MIB = 1024 * 1024;

/** The plans as documented, and one without limits for a server of one's own. */
export const BUILT_IN: readonly Plan[] = [
  { name: 'free', pagesPerMonth: 50, simultaneousJobs: 2, fileBytes: 10 * MIB, activeKeys: 1, features: ['ocr'] },
  { name: 'pro', pagesPerMonth: 1_000, simultaneousJobs: 5, fileBytes: 50 * MIB, activeKeys: 3, features: FEATURES },
  {
    name: 'business',
    pagesPerMonth: 10_000,
    simultaneousJobs: 20,
    fileBytes: 200 * MIB,
    activeKeys: 10,
    features: FEATURES,
  },
  {
    name: 'unlimited',
    pagesPerMonth: null,
    simultaneousJobs: null,
    fileBytes: null,
    activeKeys: null,
    features: FEATURES,
  },
];
