export {
  deleteChunksOfDocument,
  dropPending,
  insertChunks,
  type PendingChunk,
  storeVectors,
  takePending,
} from './chunk-store.ts';
export { detectLexicalEngine, type LexicalEngine } from './engine.ts';
export { FilterError, filterCondition } from './filter.ts';
export type { Hit } from './hits.ts';
export { type SearchInput, type SearchResult, search } from './service.ts';
export {
  dropOtherVectors,
  projectsServedByOthers,
  type ServedProject,
  serveFirst,
  servingEncoder,
  switchTo,
  takeUnencoded,
} from './serving.ts';
export { VectorCache } from './vector-cache.ts';
