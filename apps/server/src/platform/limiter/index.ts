export { rateLimitHeaders } from './headers.ts';
export type { Limit, Limiter, Use } from './limiter.ts';
export { createMemoryLimiter } from './memory.ts';
export { requireUse } from './require-use.ts';
export { createSharedLimiter } from './shared.ts';
