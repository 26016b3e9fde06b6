-- Conversions, quotas, results and webhooks; sources that are visited again; credentials for what is private.

ALTER TABLE jobs
  ALTER COLUMN project_id DROP NOT NULL,           -- a conversion need not belong to a project …
  ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE,  -- … and goes with its tenant all the same
  DROP CONSTRAINT jobs_kind_check,
  ADD CHECK (kind IN ('ingest', 'reingest', 'conversion')),
  ADD COLUMN name text NOT NULL DEFAULT '',        -- for people: the file, the URL, or the first of many
  ADD COLUMN source_id uuid,                       -- the source whose visit this is
  ADD COLUMN crawl jsonb,                          -- rules by which pages lead to further ones
  ADD COLUMN result_file_id uuid,                  -- what was read, in the file store …
  ADD COLUMN result_until timestamptz;             -- … and how long it is kept
CREATE INDEX jobs_active ON jobs (tenant_id) WHERE status IN ('queued', 'running');
CREATE INDEX jobs_with_result ON jobs (result_until) WHERE result_file_id IS NOT NULL;

ALTER TABLE job_sources
  DROP CONSTRAINT job_sources_kind_check,
  ADD CHECK (kind IN ('url', 'text', 'file', 'document', 'sitemap')),
  DROP CONSTRAINT job_sources_status_check,
  -- removed: the page is gone, and its document with it; expanded: it stood for others, which follow it
  ADD CHECK (status IN ('queued', 'succeeded', 'unchanged', 'failed', 'cancelled', 'removed', 'expanded')),
  ADD COLUMN content_hash bytea,                   -- SHA-256 of an uploaded file
  ADD COLUMN sealed_password bytea,                -- opens an encrypted file; emptied when the source is done
  ADD COLUMN credential_id uuid,                   -- for a private page
  ADD COLUMN depth int NOT NULL DEFAULT 0,         -- links followed from the start of a crawl; of a file, archives it was in
  ADD COLUMN pages_reserved int NOT NULL DEFAULT 0,-- of the month in which the job was made, until the source is done
  ADD COLUMN pages_done int NOT NULL DEFAULT 0;    -- read so far
-- Of the pages that a crawl comes to, each once.
CREATE UNIQUE INDEX job_sources_by_url ON job_sources (tenant_id, job_id, url) WHERE url IS NOT NULL;
CREATE INDEX job_sources_reserving ON job_sources (tenant_id) WHERE status = 'queued' AND pages_reserved > 0;

ALTER TABLE documents
  ADD COLUMN language text,                        -- ISO 639-1; null where it cannot be told
  ADD COLUMN source_id uuid,                       -- the source that brought it, and removes it when the page is gone
  ADD COLUMN seen_by uuid,                         -- the last visit of that source that found it
  ADD COLUMN credential_id uuid,                   -- opened its page, and opens it again
  ADD COLUMN etag text,
  ADD COLUMN last_modified text;
CREATE INDEX documents_by_source ON documents (tenant_id, source_id) WHERE source_id IS NOT NULL;

-- Pages that were converted, by the month (UTC) in which their job was made. What is reserved is not here: it is the sum
-- over the sources that wait, so that whatever becomes of those frees it.
CREATE TABLE page_usage (
  tenant_id  uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  month      date NOT NULL,
  pages      bigint NOT NULL,
  PRIMARY KEY (tenant_id, month)
);

-- Where a project's documents come from again and again: a list of pages, a sitemap, a crawl.
CREATE TABLE sources (
  tenant_id      uuid NOT NULL,
  id             uuid NOT NULL,
  project_id     uuid NOT NULL,
  name           text NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('urls', 'sitemap', 'crawl')),
  definition     jsonb NOT NULL,
  credential_id  uuid,
  every_hours    int,                              -- null: only when asked to
  next_visit_at  timestamptz,
  last_job_id    uuid,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX sources_by_project ON sources (tenant_id, project_id, id);

-- Secrets with which pages and tools outside are reached. Never shown again, and sent to their hosts only.
CREATE TABLE credentials (
  tenant_id      uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id             uuid NOT NULL,
  name           text NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('bearer', 'basic', 'header')),
  hosts          text[] NOT NULL,
  facts          jsonb NOT NULL,                   -- what is no secret: a user name, a header's name
  sealed_secret  bytea NOT NULL,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  last_used_at   timestamptz,
  PRIMARY KEY (tenant_id, id)
);

CREATE TABLE webhooks (
  tenant_id      uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id             uuid NOT NULL,
  url            text NOT NULL,
  description    text NOT NULL,
  events         text[] NOT NULL,
  is_active      boolean NOT NULL,
  sealed_secret  bytea NOT NULL,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

CREATE TABLE webhook_deliveries (
  tenant_id        uuid NOT NULL,
  id               uuid NOT NULL,                  -- the message's id, the same at every attempt
  webhook_id       uuid NOT NULL,
  event            text NOT NULL,
  body             text NOT NULL,                  -- as it is signed and sent
  status           text NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
  attempts         int NOT NULL,
  next_attempt_at  timestamptz,
  response_status  int,
  error            text,
  created_at       timestamptz NOT NULL,
  finished_at      timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhooks (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (tenant_id, webhook_id, id);
CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (tenant_id, webhook_id, next_attempt_at) WHERE status = 'pending';

-- The encoder whose vectors a project is searched by. Null: the first to have any.
ALTER TABLE projects ADD COLUMN encoder text;
UPDATE projects SET encoder = (
  SELECT v.encoder FROM chunks c JOIN chunk_vectors v ON v.tenant_id = c.tenant_id AND v.chunk_id = c.id
  WHERE c.tenant_id = projects.tenant_id AND c.project_id = projects.id LIMIT 1
);

-- Tenants take turns in the queue.
CREATE INDEX work_by_tenant ON work (kind, tenant_id, run_at, id);
DROP INDEX work_by_time;
CREATE INDEX work_leased ON work (kind, tenant_id, lease_until) WHERE lease_until IS NOT NULL;
