/** What a tenant may have. Null: as much as it likes. */
export interface Plan {
  readonly name: string;
  /** Keys that are neither revoked nor expired, the first one included. */
  readonly activeKeys: number | null;
}

/** The plans as documented, and one without limits for a server of one's own. */
export const PLANS = {
  free: { name: 'free', activeKeys: 1 },
  pro: { name: 'pro', activeKeys: 3 },
  business: { name: 'business', activeKeys: 10 },
  unlimited: { name: 'unlimited', activeKeys: null },
} as const satisfies Record<string, Plan>;

export type PlanName = keyof typeof PLANS;

export const isPlanName = (text: string): text is PlanName => Object.hasOwn(PLANS, text);
