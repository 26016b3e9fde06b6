import { createHmac } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/index.ts';
import { ApiError, invalid } from '../platform/errors.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Principal } from './principal.ts';

const KEPT_MS = 24 * 3600_000;
/** A first request that has not answered for so long is taken for dead. */
const ABANDONED_MS = 10 * 60_000;

export interface Idempotency {
  /**
   * Runs the request at most once for its caller and `Idempotency-Key`, and answers repeats as the first was answered.
   * Without the header it just runs.
   *
   * @throws ApiError `idempotency_conflict` when the key belongs to another request, or to one that is still at work
   */
  once<T>(
    principal: Principal,
    routeId: string,
    request: FastifyRequest,
    run: () => Promise<T>,
  ): Promise<{ result: T; replayed: boolean }>;
  /** Forgets answers older than a day. */
  expire(): Promise<void>;
}

export function createIdempotency(deps: { db: Db; clock: Clock; secrets: Secrets }): Idempotency {
  const { db, clock, secrets } = deps;
  // Keyed, since a body may hold a password, which a plain hash would let whoever has the database guess.
  const hashes = secrets.keys('idempotency').map(
    (key) =>
      (...parts: string[]) =>
        createHmac('sha256', key).update(JSON.stringify(parts)).digest(),
  );
  const purpose = 'idempotency';

  return {
    async once<T>(principal: Principal, routeId: string, request: FastifyRequest, run: () => Promise<T>) {
      const sent = request.headers['idempotency-key'];
      if (sent === undefined) return { result: await run(), replayed: false };
      if (typeof sent !== 'string' || sent.length < 1 || sent.length > 255) {
        throw invalid('Idempotency-Key', 'must be one header of 1 to 255 characters');
      }
      const { tenantId } = principal;
      // A derived key has the id of its parent, but must not be given answers from beyond its own reach.
      const { derivedFor, projectIds, agentIds, filter } = principal;
      const reach = JSON.stringify([derivedFor, projectIds, agentIds, filter]);
      const [own, ...former] = hashes.map((hash) => ({
        digest: hash(principal.type, principal.id, reach, routeId, sent),
        requestHash: hash(request.url, JSON.stringify(request.body ?? null), request.headers['content-length'] ?? ''),
      }));
      if (own === undefined) throw new Error('there is a present secret');
      const { digest, requestHash } = own;
      const row = { tenant_id: tenantId, digest };
      const reserve = () =>
        db
          .insertInto('idempotency_keys')
          .values({ ...row, request_hash: requestHash, created_at: clock.now() })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();

      const mine = () =>
        db.deleteFrom('idempotency_keys').where('tenant_id', '=', tenantId).where('digest', '=', digest);
      const now = clock.now().getTime();
      await mine()
        .where((eb) =>
          eb.or([
            eb('created_at', '<', new Date(now - KEPT_MS)),
            eb.and([eb('answer', 'is', null), eb('created_at', '<', new Date(now - ABANDONED_MS))]),
          ]),
        )
        .execute();

      const findFirst = (by: Buffer) =>
        db
          .selectFrom('idempotency_keys')
          .select(['request_hash', 'answer', 'created_at'])
          .where('tenant_id', '=', tenantId)
          .where('digest', '=', by)
          .executeTakeFirst();
      const replay = (by: typeof own, first: Awaited<ReturnType<typeof findFirst>>) => {
        if (!first?.answer || !first.request_hash.equals(by.requestHash))
          throw new ApiError('idempotency_conflict', {});
        const answer = secrets.open(purpose, by.digest.toString('hex'), first.answer).toString();
        return { result: JSON.parse(answer) as T, replayed: true };
      };
      // Since the deployment's secret was changed the same request has another digest.
      for (const before of former) {
        const first = await findFirst(before.digest);
        const age = now - (first?.created_at.getTime() ?? 0);
        if (first && age < (first.answer ? KEPT_MS : ABANDONED_MS)) return replay(before, first);
      }
      if ((await reserve()).numInsertedOrUpdatedRows === 0n) return replay(own, await findFirst(digest));
      try {
        const result = await run();
        const answer = secrets.seal(purpose, digest.toString('hex'), Buffer.from(JSON.stringify(result)));
        await db
          .updateTable('idempotency_keys')
          .set({ answer })
          .where('tenant_id', '=', tenantId)
          .where('digest', '=', digest)
          .execute();
        return { result, replayed: false };
      } catch (error) {
        // What failed may be tried again under the same key.
        await mine().execute();
        throw error;
      }
    },

    async expire() {
      await db
        .deleteFrom('idempotency_keys')
        .where('created_at', '<', new Date(clock.now().getTime() - KEPT_MS))
        .execute();
    },
  };
}
