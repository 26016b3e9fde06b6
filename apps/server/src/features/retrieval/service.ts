import type { ResultOf, routes } from '@ragkeep/contract';
import type { Db } from '../../platform/db/index.ts';
import { type Encoder, EncoderError } from '../../platform/embedding/encoder.ts';
import type { LexicalEngine } from './engine.ts';
import { filterCondition } from './filter.ts';
import { floorOf, fuse, type Ranked } from './fusion.ts';
import { findChunks, lexicalRanks, type Scope, type SemanticRank, semanticRanks } from './store.ts';

export interface SearchDeps {
  db: Db;
  encoder: Encoder;
  lexical: LexicalEngine;
}

export interface SearchInput {
  projectId: string;
  query: string;
  /** At most {@link DEPTH}. */
  topK: number;
  mode: 'hybrid' | 'lexical' | 'semantic';
  filter?: Record<string, unknown> | undefined;
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
  const documents = input.filter && filterCondition(input.filter);
  const scope: Scope = { tenantId, projectId: input.projectId, documents };
  const text = input.query.replaceAll('\0', ' ');
  if (text.trim() === '') return { hits: [], semantic: input.mode === 'lexical' ? 'off' : 'used' };

  const findLexical = () => lexicalRanks(deps.db, deps.lexical, scope, text.slice(0, MAX_WORDS_LENGTH), DEPTH);
  const findSemantic = (question: Float32Array, seeds: readonly Ranked[]) =>
    semanticRanks(
      deps.db,
      deps.encoder.id,
      scope,
      question,
      seeds.slice(0, FEEDBACK).map((seed) => seed.chunkId),
      DEPTH,
    );

  const [lexical, question] = await Promise.all([
    input.mode === 'semantic' ? undefined : findLexical(),
    input.mode === 'lexical' ? undefined : encodeQuestion(deps.encoder, text, signal),
  ]);
  if (!question) {
    const hits = await toHits(deps.db, tenantId, input.topK, lexical ?? (await findLexical()), lexical ?? [], []);
    return { hits, semantic: input.mode === 'lexical' ? 'off' : 'unavailable' };
  }
  const semantic = await findSemantic(question, lexical ?? []);
  const ranked = lexical
    ? fuse(
        { ranked: lexical, floor: floorOf(lexical, DEPTH, 0) },
        { ranked: semantic, floor: semantic.at(-1)?.score ?? 0 },
        deps.encoder.fusionWeight,
      )
    : semantic;
  return { hits: await toHits(deps.db, tenantId, input.topK, ranked, lexical ?? [], semantic), semantic: 'used' };
}

/** Undefined when the encoder fails, which must not end a search that words can answer. */
async function encodeQuestion(
  encoder: Encoder,
  text: string,
  signal: AbortSignal | undefined,
): Promise<Float32Array | undefined> {
  try {
    return await encoder.encodeQuery(text, signal);
  } catch (error) {
    if (error instanceof EncoderError) return undefined;
    throw error;
  }
}

async function toHits(
  db: Db,
  tenantId: string,
  topK: number,
  ranked: readonly Ranked[],
  lexical: readonly Ranked[],
  semantic: readonly SemanticRank[],
): Promise<Hit[]> {
  const best = ranked.slice(0, topK);
  const found = new Map(
    (
      await findChunks(
        db,
        tenantId,
        best.map((hit) => hit.chunkId),
      )
    ).map((c) => [c.chunkId, c]),
  );
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
