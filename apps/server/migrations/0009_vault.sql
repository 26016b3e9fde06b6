-- OAuth 2 clients as credentials, webhooks that carry a credential, sealed values that say with which secret they were sealed.

ALTER TABLE credentials
  DROP CONSTRAINT credentials_kind_check,
  ADD CONSTRAINT credentials_kind_check CHECK (kind IN ('bearer', 'basic', 'header', 'oauth2'));

-- Credentials had a version of their own before what every sealed value now begins with.
UPDATE credentials SET sealed_secret = substring(sealed_secret FROM 2);

ALTER TABLE webhooks ADD COLUMN credential_id uuid;  -- sent with each delivery

-- Keys of the audit chain from before the deployment's secret was changed: what was written until then is checked with them.
CREATE TABLE former_audit_keys (
  id          text PRIMARY KEY,        -- of the secret that the key was drawn from
  until       timestamptz NOT NULL,
  sealed_key  bytea NOT NULL
);
