export { rateLimitHeaders } from './headers.ts';
export type { Limit, Limiter, Use } from './limiter.ts';
export { createMemoryLimiter } from './memory.ts';
export { createSharedLimiter } from './shared.ts';
