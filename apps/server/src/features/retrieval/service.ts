import type { Db } from '../../platform/db/index.ts';
import { type Encoder, EncoderError } from '../../platform/embedding/encoder.ts';
import type { SearchWatch } from '../../platform/telemetry/index.ts';
import type { LexicalEngine } from './engine.ts';
import { filterConditions } from './filter.ts';
import { floorOf, fuse, type Ranked } from './fusion.ts';
import { type Hit, toHits } from './hits.ts';
import { livingChunks } from './passages.ts';
import { semanticRanks } from './semantic.ts';
import { lexicalRanks, type Scope } from './store.ts';
import type { VectorCache } from './vector-cache.ts';
import { type SemanticQuestion, type SemanticRank, spaceVersion, type VectorSpace } from './vector-store.ts';
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

/** How often a search looks in a copy of the vectors that turns out to be old; then it asks the database. */
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
  const [lexical, question] = await Promise.all([
    input.mode === 'semantic' ? undefined : findLexical(),
    input.mode === 'lexical' ? undefined : encodeQuestion(deps.encoder, text, signal),
  ]);
  if (!question || !deps.encoder) {
    const ranks = lexical ?? (await findLexical());
    const best = ranks.slice(0, input.topK);
    const { hits } = await toHits(deps.db, tenantId, { best, lexical: ranks, semantic: [] });
    return { hits, semantic: input.mode === 'lexical' ? 'off' : 'unavailable' };
  }
  const feedback = (lexical ?? []).slice(0, FEEDBACK).map((rank) => rank.chunkId);
  const asked = { encoderId: deps.encoder.id, vector: question, feedback };
  const hits = await fusedHits(deps, scope, {
    lexical,
    asked,
    topK: input.topK,
    weight: deps.encoder.fusionWeight,
  });
  return { hits, semantic: 'used' };
}

const partOf = ({ watch }: SearchDeps): SearchWatch['part'] => watch?.part ?? ((_, run) => run());

interface Found {
  /** By words, where they count. */
  lexical: Ranked[] | undefined;
  asked: SemanticQuestion;
  topK: number;
  weight: number;
}

/**
 * The best by meaning, or by both where there are ranks by words. The copy of the vectors is taken as it is; with the passages comes
 * whether it was out of date, which is rare, and then this is done once more.
 */
async function fusedHits(deps: SearchDeps, scope: Scope, found: Found): Promise<Hit[]> {
  const { db, vectors } = deps;
  const { tenantId, projectId } = scope;
  const space: VectorSpace = { tenantId, projectId, encoderId: found.asked.encoderId };
  let isBehind = false;
  for (let repeats = 0; !scope.documents && repeats < REPEATS; repeats++) {
    const copy = await copyOf(vectors, space, isBehind);
    if (!copy) break;
    const { hits, version, missing, semantic } = await rankAndRead(deps, scope, found, { space, table: copy.table });
    isBehind = (version ?? (await spaceVersion(db, space))) > copy.version;
    if (missing) await takeOutDeleted(db, tenantId, copy.table, semantic);
    else if (!isBehind) return hits;
  }
  return (await rankAndRead(deps, scope, found)).hits;
}

async function rankAndRead(
  deps: SearchDeps,
  scope: Scope,
  { lexical, asked, topK, weight }: Found,
  copy?: { space: VectorSpace; table: VectorTable },
) {
  const part = partOf(deps);
  const candidates = lexical && !copy ? CANDIDATES.readBesideWords : CANDIDATES.most;
  const semantic = await part('semantic', () =>
    semanticRanks({ db: deps.db, copy: copy?.table }, scope, asked, { candidates, limit: DEPTH }),
  );
  const ranked = lexical
    ? fuse(
        { ranked: lexical, floor: floorOf(lexical, DEPTH, 0) },
        { ranked: semantic, floor: semantic.at(-1)?.score ?? 0 },
        weight,
      )
    : semantic;
  const best = ranked.slice(0, topK);
  const ranks = { best, lexical: lexical ?? [], semantic };
  const { hits, version } = await part('passages', () => toHits(deps.db, scope.tenantId, ranks, copy?.space));
  return { hits, version, semantic, missing: hits.length < best.length };
}

async function copyOf(vectors: VectorCache | undefined, space: VectorSpace, isBehind: boolean) {
  const held = isBehind ? undefined : vectors?.held(space);
  return held ?? (await vectors?.current(space));
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
