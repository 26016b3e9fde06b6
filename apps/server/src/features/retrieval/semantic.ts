import type { Db } from '../../platform/db/index.ts';
import type { SignCache } from './sign-cache.ts';
import type { Scope } from './store.ts';
import { aim, nearestBySigns, rankByCosine, type SemanticQuestion, type SemanticRank } from './vector-store.ts';
import { vectorSpace } from './vectors.ts';

/**
 * The passages nearest in meaning, best first, at most `limit`: the `candidates` whose signs differ in the fewest places,
 * ordered by their cosines. The signs are compared in memory where the whole project is searched and a copy is ready,
 * else by the database.
 */
export async function semanticRanks(
  deps: { db: Db; signs?: SignCache | undefined },
  scope: Scope,
  question: SemanticQuestion,
  { candidates, limit }: { candidates: number; limit: number },
): Promise<SemanticRank[]> {
  const { db, signs } = deps;
  if (signs && !scope.documents) {
    const target = await aim(db, scope, question);
    if (!target) return []; // no vectors yet
    const space = vectorSpace(scope.projectId, question.encoderId);
    const ids = await signs.nearest(scope.tenantId, space, target, candidates);
    const ranks = ids && (await rankByCosine(db, scope, question, ids));
    if (ranks && ranks.length >= ids.length * LIVING) return ranks.slice(0, limit);
    if (ranks) signs.drop(scope.tenantId, space);
  }
  const ranks = await rankByCosine(db, scope, question, nearestBySigns(scope, question, candidates));
  return ranks.slice(0, limit);
}

/** A copy is good while this share of what it finds has not been deleted. */
const LIVING = 0.75;
