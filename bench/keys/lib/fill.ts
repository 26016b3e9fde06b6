import { createHash, randomBytes } from 'node:crypto';
import { derivationKey, generateKey } from '@ragkeep/access';
import { KEY_FORMAT, type Ours } from './ours.ts';

const TENANT = `md5('tenant ' || n / 1000)::uuid`;
/** In the order of their creation, as UUIDv7 are. */
const KEY = `('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;

/**
 * Adds the keys number `from` up to `to` (exclusive) by SQL, as if they had been issued, and returns `known` of them, evenly
 * spread, whose text is known; of the others only digests of something exist.
 */
export async function fill({ pool, secrets }: Ours, from: number, to: number, known: number): Promise<string[]> {
  const keys = Array.from({ length: known }, () => generateKey(KEY_FORMAT, { environment: 'live', randomBytes }));
  const numbers = keys.map((_, index) => from + Math.floor((index * (to - from)) / known));
  const digests = keys.map((key) => createHash('sha256').update(key).digest());
  const sealed = await Promise.all(
    keys.map(async (key, index) =>
      secrets.seal('derivation', digests[index]?.toString('hex') ?? '', Buffer.from(await derivationKey(key))),
    ),
  );
  const range = [from, to - 1];

  const client = await pool.connect();
  try {
    // Without the look-up of each row's tenant: they are right by construction.
    await client.query('SET session_replication_role = replica');
    await client.query(
      `INSERT INTO tenants (tenant_id, name, email, created_at)
       SELECT DISTINCT ${TENANT}, 'Bench', 'bench@example.com', now()
       FROM generate_series($1::int, $2::int) AS n
       ON CONFLICT DO NOTHING`,
      range,
    );
    await client.query(
      `INSERT INTO api_keys (tenant_id, id, name, key_prefix, environment, scopes, metadata, created_by_type, created_at)
       SELECT ${TENANT}, ${KEY}, 'bench', 'rk_live_', 'live', '{projects:read,query}', '{}', 'registration', now()
       FROM generate_series($1::int, $2::int) AS n`,
      range,
    );
    await client.query(
      `INSERT INTO key_directory (digest, tenant_id, key_id, derivation_key)
       SELECT coalesce(known.digest, sha256(('key ' || n)::bytea)), ${TENANT}, ${KEY}, known.derivation_key
       FROM generate_series($1::int, $2::int) AS n
       LEFT JOIN unnest($3::int[], $4::bytea[], $5::bytea[]) AS known (n, digest, derivation_key) USING (n)
       ORDER BY 1 -- so that the index, whose order has nothing to do with the keys', is filled fast`,
      [...range, numbers, digests, sealed],
    );
    await client.query('SET session_replication_role = origin');
    await client.query('ANALYZE tenants, api_keys, key_directory');
  } finally {
    client.release();
  }
  return keys;
}
