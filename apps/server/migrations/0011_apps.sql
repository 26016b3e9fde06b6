-- Registered local apps: they name themselves by an id on this machine, elsewhere by id and secret.

CREATE TABLE apps (
  tenant_id         uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id                uuid NOT NULL,
  name              text NOT NULL,
  description       text NOT NULL,
  status            text NOT NULL CHECK (status IN ('pending', 'approved', 'revoked')),
  scopes            text[] NOT NULL,   -- granted; while pending, asked for
  project_ids       uuid[],            -- null: all
  secret_digest     bytea NOT NULL,    -- SHA-256
  created_by_type   text NOT NULL,
  created_by_id     uuid,
  approved_by_type  text,
  approved_by_id    uuid,
  member_id         uuid,              -- whose rights bound it, since they approved it
  created_at        timestamptz NOT NULL,
  requested_at      timestamptz,       -- its first request while pending
  approved_at       timestamptz,
  revoked_at        timestamptz,
  last_used_at      timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX apps_by_member ON apps (tenant_id, member_id) WHERE member_id IS NOT NULL;

-- Directory: whose is this app?
CREATE TABLE app_directory (
  app_id     uuid PRIMARY KEY,
  tenant_id  uuid NOT NULL
);
CREATE INDEX app_directory_by_tenant ON app_directory (tenant_id);
