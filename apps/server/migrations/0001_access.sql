-- Tenants, and the keys by which they are reached.
--
-- Every tenant-owned table has tenant_id first in its keys, so that a cluster can distribute it (docs/adr/0003).

CREATE TABLE tenants (
  tenant_id   uuid PRIMARY KEY,
  name        text NOT NULL,
  email       text NOT NULL,
  created_at  timestamptz NOT NULL
);

CREATE TABLE api_keys (
  tenant_id        uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id               uuid NOT NULL,
  name             text NOT NULL,
  key_prefix       text NOT NULL,
  environment      text NOT NULL CHECK (environment IN ('live', 'test')),
  scopes           text[] NOT NULL,
  project_ids      uuid[],          -- null: all
  agent_ids        uuid[],          -- null: all
  metadata         jsonb NOT NULL,
  created_by_type  text NOT NULL CHECK (created_by_type IN ('key', 'registration')),
  created_by_id    uuid,
  created_at       timestamptz NOT NULL,
  expires_at       timestamptz,
  revoked_at       timestamptz,
  last_used_at     timestamptz,
  PRIMARY KEY (tenant_id, id)
);

-- Directory: who does this secret belong to? Read without knowing the tenant, so it is a table of its own (replicated to
-- every node of a cluster) and holds nothing that changes with use. A rotated key has two rows until the grace ends.
CREATE TABLE key_directory (
  digest       bytea PRIMARY KEY,   -- SHA-256 of the whole key; the key itself is kept nowhere
  tenant_id    uuid NOT NULL,
  key_id       uuid NOT NULL,
  valid_until  timestamptz          -- null: as long as the key
);
CREATE INDEX key_directory_by_key ON key_directory (tenant_id, key_id);

-- What an Idempotency-Key was answered with. The answer is sealed, since it may hold a key's only sight.
CREATE TABLE idempotency_keys (
  tenant_id     uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  digest        bytea NOT NULL,     -- of the caller, the route and the key sent
  request_hash  bytea NOT NULL,
  answer        bytea,              -- null: the first request is at work
  created_at    timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, digest)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
