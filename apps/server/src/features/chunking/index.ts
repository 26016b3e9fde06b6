export { type Chunk, type ChunkSizes, chunkMarkdown } from './chunk.ts';
export type { PageSpan } from './pages.ts';
