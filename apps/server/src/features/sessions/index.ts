export { endCurrent, endOwn, listOwn } from './own.ts';
export { invalidRefreshToken, refreshSession } from './refresh.ts';
export { type Origin, startSession, type Tokens } from './start.ts';
export { deleteExpiredSessions, endSessions, findRole } from './store.ts';
export type { Lifetimes, SessionDeps } from './types.ts';
