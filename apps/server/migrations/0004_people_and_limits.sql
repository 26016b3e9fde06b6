-- People and their sessions, what bounds a key, and how all processes of a deployment agree on who may do what.

ALTER TABLE tenants
  ADD COLUMN plan text,                                        -- null: the deployment's default
  ADD COLUMN recoverable_keys boolean NOT NULL DEFAULT false;  -- whether keys may be kept so that they can be shown again

ALTER TABLE api_keys
  DROP CONSTRAINT api_keys_created_by_type_check,
  ADD CONSTRAINT api_keys_created_by_type_check CHECK (created_by_type IN ('key', 'member', 'registration', 'operator')),
  ADD COLUMN member_id uuid,                   -- whose rights bound it; a key made by such a key has the same one
  ADD COLUMN allowed_cidrs text[],             -- null: from anywhere
  ADD COLUMN rate_limit_per_minute integer,    -- null: none
  ADD COLUMN sealed_secret bytea;              -- of a recoverable key
CREATE INDEX api_keys_by_member ON api_keys (tenant_id, member_id) WHERE member_id IS NOT NULL;

-- Checks tokens derived from the key. Sealed, so that a copy of the database lets nobody derive one; null for a key whose
-- secret was never seen here.
ALTER TABLE key_directory ADD COLUMN derivation_key bytea;

CREATE TABLE members (
  tenant_id        uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id               uuid NOT NULL,
  email            text NOT NULL,      -- in small letters
  first_name       text NOT NULL,
  last_name        text NOT NULL,
  role             text NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
  status           text NOT NULL CHECK (status IN ('invited', 'active', 'disabled')),
  password_hash    text,               -- argon2id; null: none chosen yet, or comes by an identity provider
  totp_secret      bytea,              -- sealed
  totp_enabled_at  timestamptz,        -- null with a secret: not confirmed yet
  totp_last_step   bigint,             -- a code is good once
  recovery_codes   bytea[],            -- SHA-256
  created_at       timestamptz NOT NULL,
  last_login_at    timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, email)
);

-- Directory: in which tenants is this address a member?
CREATE TABLE member_directory (
  email      text NOT NULL,
  tenant_id  uuid NOT NULL,
  member_id  uuid NOT NULL,
  PRIMARY KEY (email, tenant_id)
);
CREATE INDEX member_directory_by_member ON member_directory (tenant_id, member_id);

CREATE TABLE sessions (
  tenant_id        uuid NOT NULL,
  id               uuid NOT NULL,
  member_id        uuid NOT NULL,
  refresh_digest   bytea NOT NULL,     -- SHA-256 of the present refresh token
  previous_digest  bytea,              -- of its direct predecessor
  rotated_at       timestamptz,
  user_agent       text,
  address          text,
  created_at       timestamptz NOT NULL,
  last_used_at     timestamptz NOT NULL,
  expires_at       timestamptz NOT NULL,
  ended_at         timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES members ON DELETE CASCADE
);
CREATE INDEX sessions_by_member ON sessions (tenant_id, member_id);

-- What a mailed link is good for. The link names tenant and id, so no directory is needed.
CREATE TABLE one_time_tokens (
  tenant_id   uuid NOT NULL,
  id          uuid NOT NULL,
  purpose     text NOT NULL CHECK (purpose IN ('invite', 'password_reset', 'email_change')),
  member_id   uuid NOT NULL,
  email       text NOT NULL,           -- where it was sent
  digest      bytea NOT NULL,          -- SHA-256 of its secret part
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES members ON DELETE CASCADE
);
CREATE INDEX one_time_tokens_by_member ON one_time_tokens (tenant_id, member_id);

-- Directories: who is this subject of an identity provider, and which tenant is this organisation of it?
CREATE TABLE identities (
  issuer     text NOT NULL,
  subject    text NOT NULL,
  tenant_id  uuid NOT NULL,
  member_id  uuid NOT NULL,
  PRIMARY KEY (issuer, subject, tenant_id)
);
CREATE INDEX identities_by_member ON identities (tenant_id, member_id);
CREATE TABLE identity_tenants (
  issuer        text NOT NULL,
  organisation  text NOT NULL,
  tenant_id     uuid NOT NULL,
  PRIMARY KEY (issuer, organisation)
);
CREATE INDEX identity_tenants_by_tenant ON identity_tenants (tenant_id);

-- End users of the tenant's own application: the subjects of memory and conversations. They never log in here.
CREATE TABLE users (
  tenant_id    uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id           uuid NOT NULL,
  external_id  text,
  name         text,
  email        text,
  metadata     jsonb NOT NULL,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, external_id)
);

-- Who changed what, and what was refused. Each row's hash covers the one before it, so that a gap or a change shows.
CREATE TABLE audit_events (
  tenant_id      uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  seq            bigint NOT NULL,      -- 1, 2, 3 … without gaps within the tenant
  id             uuid NOT NULL,
  at             timestamptz NOT NULL,
  actor_type     text NOT NULL,
  actor_id       text,
  address        text,
  action         text NOT NULL,
  target_type    text NOT NULL,
  target_id      text,
  before         jsonb,
  after          jsonb,
  hash           bytea NOT NULL,
  PRIMARY KEY (tenant_id, seq)
);
CREATE INDEX audit_events_by_target ON audit_events (tenant_id, target_type, target_id, seq);
CREATE TABLE audit_heads (
  tenant_id  uuid PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
  seq        bigint NOT NULL,
  hash       bytea NOT NULL
);

-- How processes agree (docs/adr/0008): every change of access takes the next epoch in its own transaction. A process trusts what it
-- remembers while its lease runs, and says up to which epoch it has forgotten what changed. Plain tables, on the coordinator.
CREATE TABLE access_epoch (
  singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  epoch      bigint NOT NULL
);
INSERT INTO access_epoch (epoch) VALUES (0);
CREATE TABLE access_changes (
  epoch      bigint PRIMARY KEY,
  tenant_id  uuid NOT NULL,
  at         timestamptz NOT NULL
);
CREATE TABLE processes (
  id           uuid PRIMARY KEY,
  epoch        bigint NOT NULL,
  lease_until  timestamptz NOT NULL
);

-- What the deployment knows of itself: by `secret_check` a process notices that it was started with another secret.
CREATE TABLE deployment (
  name   text PRIMARY KEY,
  value  bytea NOT NULL
);

-- Uses within a window of time, where several processes share a limit. A plain table, on the coordinator.
CREATE TABLE counters (
  bucket   text PRIMARY KEY,
  used     integer NOT NULL,
  ends_at  timestamptz NOT NULL
);
CREATE INDEX counters_by_end ON counters (ends_at);
