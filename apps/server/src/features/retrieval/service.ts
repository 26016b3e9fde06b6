import type { ResultOf, routes } from '@ragkeep/contract';
import type { Db } from '../../platform/db/index.ts';
import { type Encoder, EncoderError } from '../../platform/embedding/encoder.ts';
import type { SearchWatch } from '../../platform/telemetry/index.ts';
import type { LexicalEngine } from './engine.ts';
import { filterConditions } from './filter.ts';
import { floorOf, fuse, type Ranked } from './fusion.ts';
import { semanticRanks } from './semantic.ts';
import { findChunks, lexicalRanks, livingChunks, type Scope } from './store.ts';
import type { VectorCache } from './vector-cache.ts';
import type { SemanticQuestion, SemanticRank } from './vector-store.ts';
import type { VectorTable } from './vector-table.ts';

export interface SearchDeps {
  db: Db;
  /** The one whose vectors the project has; null: it cannot be had, so that words must do. */
  encoder: Encoder | null;
  lexical: LexicalEngine;
  /** One for the process. Without it the database compares all passages. */
  vectors?: VectorCache | undefined;
  /** Told how long its parts take. */
  watch?: SearchWatch | undefined;
}

export interface SearchInput {
  projectId: string;
  query: string;
  /** At most {@link DEPTH}. */
  topK: number;
  mode: 'hybrid' | 'lexical' | 'semantic';
  /** All of which must hold. */
  filters: readonly Readonly<Record<string, unknown>>[];
}

/** A passage found. `score` orders the hits: BM25, cosine, or the fusion of both in 0…1, by mode. */
export interface Hit {
  chunkId: string;
  documentId: string;
  text: string;
  heading: string;
  score: number;
  /** BM25 and the cosine to the question; null where the passage is not among that side's best. */
  scores: { lexical: number | null; semantic: number | null };
  document: ResultOf<typeof routes.search>['results'][number]['document'];
  page: number | null;
  start: number;
  end: number;
}

export interface SearchResult {
  hits: Hit[];
  /** `unavailable`: the encoder did not answer, so the hits are lexical whatever was asked for. */
  semantic: 'used' | 'unavailable' | 'off';
}

/** Passages that each side ranks. Twice or four times as many change nothing that can be measured. */
const DEPTH = 100;

/**
 * How many of the best by words move the question. It makes the semantic side much better (nDCG@10 on MEDLINE 0.59
 * instead of 0.46, on Cranfield 0.31 instead of 0.20), so that the fusion is better and safer; 2 to 5 do about the same.
 */
const FEEDBACK = 3;

/**
 * Compared by their vectors: of an exact search’s ten best 400 hold 99 %, 200 hold 97 %. Where the database has to read
 * them that is the dearest part of a search, at 0.03 ms each, and beside the words fewer do.
 */
const CANDIDATES = { most: 400, readBesideWords: 128 };

/** How often a search is repeated since passages it found were deleted meanwhile, each time without those. */
const REPEATS = 3;

/** Words beyond make a question slow and no clearer. */
const MAX_WORDS_LENGTH = 4_000;

/**
 * The passages of a project that answer best to `query`, at most `topK`. Nothing in the query is syntax and none fails:
 * one of stop words or signs only finds what its meaning finds. Throws a FilterError for a filter that is not one.
 */
export async function search(
  deps: SearchDeps,
  tenantId: string,
  input: SearchInput,
  signal?: AbortSignal,
): Promise<SearchResult> {
  const documents = filterConditions(input.filters);
  const scope: Scope = { tenantId, projectId: input.projectId, documents };
  const text = input.query.replaceAll('\0', ' ');
  if (text.trim() === '') return { hits: [], semantic: input.mode === 'lexical' ? 'off' : 'used' };

  const part = partOf(deps);
  const words = text.slice(0, MAX_WORDS_LENGTH);
  const findLexical = () => part('lexical', () => lexicalRanks(deps.db, deps.lexical, scope, words, DEPTH));
  const [lexical, question, copy] = await Promise.all([
    input.mode === 'semantic' ? undefined : findLexical(),
    input.mode === 'lexical' ? undefined : encodeQuestion(deps.encoder, text, signal),
    input.mode === 'lexical' || documents ? undefined : copyOf(deps, scope),
  ]);
  if (!question || !deps.encoder) {
    const ranks = lexical ?? (await findLexical());
    const hits = await toHits(deps.db, tenantId, ranks.slice(0, input.topK), ranks, []);
    return { hits, semantic: input.mode === 'lexical' ? 'off' : 'unavailable' };
  }
  const feedback = (lexical ?? []).slice(0, FEEDBACK).map((rank) => rank.chunkId);
  const asked = { encoderId: deps.encoder.id, vector: question, feedback };
  const hits = await fusedHits(deps, scope, {
    lexical,
    asked,
    copy,
    topK: input.topK,
    weight: deps.encoder.fusionWeight,
  });
  return { hits, semantic: 'used' };
}

const partOf = ({ watch }: SearchDeps): SearchWatch['part'] => watch?.part ?? ((_, run) => run());

const copyOf = ({ vectors, encoder }: SearchDeps, { tenantId, projectId }: Scope) =>
  encoder ? vectors?.current({ tenantId, projectId, encoderId: encoder.id }) : undefined;

/** The best by meaning, or by both where there are ranks by words. */
async function fusedHits(
  deps: SearchDeps,
  scope: Scope,
  found: {
    lexical: Ranked[] | undefined;
    asked: SemanticQuestion;
    copy: VectorTable | undefined;
    topK: number;
    weight: number;
  },
): Promise<Hit[]> {
  const { db } = deps;
  const part = partOf(deps);
  const { lexical, asked, topK, weight } = found;
  for (let repeats = 0; ; repeats++) {
    const copy = repeats < REPEATS ? found.copy : undefined;
    const candidates = lexical && !copy ? CANDIDATES.readBesideWords : CANDIDATES.most;
    const semantic = await part('semantic', () =>
      semanticRanks({ db, copy }, scope, asked, { candidates, limit: DEPTH }),
    );
    const ranked = lexical
      ? fuse(
          { ranked: lexical, floor: floorOf(lexical, DEPTH, 0) },
          { ranked: semantic, floor: semantic.at(-1)?.score ?? 0 },
          weight,
        )
      : semantic;
    const best = ranked.slice(0, topK);
    const hits = await part('passages', () => toHits(db, scope.tenantId, best, lexical ?? [], semantic));
    if (!copy || hits.length === best.length) return hits;
    await takeOutDeleted(db, scope.tenantId, copy, semantic);
  }
}

/** The copy learns of deletions only from those who miss something. */
async function takeOutDeleted(
  db: Db,
  tenantId: string,
  copy: VectorTable,
  ranks: readonly SemanticRank[],
): Promise<void> {
  const ids = ranks.map((rank) => rank.chunkId);
  const living = new Set(await livingChunks(db, tenantId, ids));
  for (const id of ids) if (!living.has(id)) copy.delete(id);
}

/** Undefined when the encoder fails, which must not end a search that words can answer. */
async function encodeQuestion(
  encoder: Encoder | null,
  text: string,
  signal: AbortSignal | undefined,
): Promise<Float32Array | undefined> {
  try {
    return await encoder?.encodeQuery(text, signal);
  } catch (error) {
    if (error instanceof EncoderError) return undefined;
    throw error;
  }
}

async function toHits(
  db: Db,
  tenantId: string,
  best: readonly Ranked[],
  lexical: readonly Ranked[],
  semantic: readonly SemanticRank[],
): Promise<Hit[]> {
  const ids = best.map((rank) => rank.chunkId);
  const found = new Map((await findChunks(db, tenantId, ids)).map((chunk) => [chunk.chunkId, chunk]));
  const words = new Map(lexical.map((rank) => [rank.chunkId, rank.score]));
  const meanings = new Map(semantic.map((rank) => [rank.chunkId, rank.similarity]));
  return best.flatMap(({ chunkId, score }) => {
    const chunk = found.get(chunkId);
    if (!chunk) return []; // deleted since it was ranked
    const { documentId, text, heading, page, start, end, externalId, title, url, metadata } = chunk;
    const scores = { lexical: words.get(chunkId) ?? null, semantic: meanings.get(chunkId) ?? null };
    const document = { id: documentId, external_id: externalId, title, url, metadata };
    return [{ chunkId, documentId, text, heading, score, scores, document, page, start, end }];
  });
}
