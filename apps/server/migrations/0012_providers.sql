-- Language models of a tenant's own, which its agents may answer with.

CREATE TABLE providers (
  tenant_id      uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id             uuid NOT NULL,
  name           text NOT NULL,
  base_url       text NOT NULL,                         -- of an API like OpenAI's, without a slash at its end
  model          text NOT NULL,                         -- for agents that name none
  credential_id  uuid,                                  -- sent with each request
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

ALTER TABLE agents ADD COLUMN provider_id uuid;         -- null: the server's own model
