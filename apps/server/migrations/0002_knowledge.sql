-- Projects, their agents and documents, and the work that brings documents in.

CREATE TABLE projects (
  tenant_id    uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id           uuid NOT NULL,
  slug         text NOT NULL,
  name         text NOT NULL,
  description  text NOT NULL,
  metadata     jsonb NOT NULL,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, slug)
);

CREATE TABLE agents (
  tenant_id     uuid NOT NULL,
  id            uuid NOT NULL,
  project_id    uuid NOT NULL,
  name          text NOT NULL,
  description   text NOT NULL,
  instructions  text NOT NULL,
  refusal       text NOT NULL,
  temperature   double precision,
  model         text,
  top_k         int NOT NULL,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX agents_by_project ON agents (tenant_id, project_id);

CREATE TABLE documents (
  tenant_id     uuid NOT NULL,
  id            uuid NOT NULL,
  project_id    uuid NOT NULL,
  external_id   text,
  source_url    text,
  filename      text,
  file_id       uuid,               -- the uploaded file in the file store
  title         text,
  format        text NOT NULL,
  content_hash  bytea NOT NULL,     -- SHA-256 of the source as it came
  metadata      jsonb NOT NULL DEFAULT '{}',
  pages         int,
  characters    int NOT NULL,
  chunk_count   int NOT NULL,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX documents_by_project ON documents (tenant_id, project_id, id);
-- What makes two sources the same document: the caller's own id, else the URL, else the content.
CREATE UNIQUE INDEX documents_by_external_id ON documents (tenant_id, project_id, external_id)
  WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX documents_by_url ON documents (tenant_id, project_id, source_url)
  WHERE external_id IS NULL AND source_url IS NOT NULL;
CREATE UNIQUE INDEX documents_by_content ON documents (tenant_id, project_id, content_hash)
  WHERE external_id IS NULL AND source_url IS NULL;

-- The Markdown that all offsets refer to, apart from the record because it is long and seldom read.
CREATE TABLE document_texts (
  tenant_id    uuid NOT NULL,
  document_id  uuid NOT NULL,
  markdown     text NOT NULL,
  page_spans   jsonb,               -- [{number, start, end}], null where the format has no pages
  PRIMARY KEY (tenant_id, document_id),
  FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE jobs (
  tenant_id      uuid NOT NULL,
  id             uuid NOT NULL,
  project_id     uuid NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('ingest', 'reingest')),
  status         text NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  error_code     text,
  error_message  text,
  created_at     timestamptz NOT NULL,
  started_at     timestamptz,
  finished_at    timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX jobs_by_project ON jobs (tenant_id, project_id, id);

-- What a job was given, one row a source, and what became of it.
CREATE TABLE job_sources (
  tenant_id      uuid NOT NULL,
  job_id         uuid NOT NULL,
  ordinal        int NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('url', 'text', 'file', 'document')),
  label          text NOT NULL,     -- how failures name it to people
  url            text,
  text           text,              -- emptied when the source is done
  file_id        uuid,
  filename       text,
  content_type   text,
  external_id    text,
  title          text,
  metadata       jsonb NOT NULL,
  status         text NOT NULL CHECK (status IN ('queued', 'succeeded', 'unchanged', 'failed', 'cancelled')),
  document_id    uuid,
  passages       int NOT NULL DEFAULT 0,
  pages          int NOT NULL DEFAULT 0,
  error_code     text,
  error_message  text,
  PRIMARY KEY (tenant_id, job_id, ordinal),
  FOREIGN KEY (tenant_id, job_id) REFERENCES jobs (tenant_id, id) ON DELETE CASCADE
);

CREATE INDEX job_sources_queued ON job_sources (tenant_id, job_id) WHERE status = 'queued';

-- The work queue: a plain table, on one node also in a cluster, since workers take from it without knowing a tenant.
CREATE TABLE work (
  id            uuid PRIMARY KEY,
  kind          text NOT NULL,
  tenant_id     uuid NOT NULL,
  payload       jsonb NOT NULL,
  dedupe_key    text UNIQUE,        -- at most one waiting item of this name
  generation    int NOT NULL DEFAULT 0,  -- raised when the item is asked for again while it is being done
  attempts      int NOT NULL DEFAULT 0,
  run_at        timestamptz NOT NULL,
  lease_owner   uuid,
  lease_until   timestamptz,
  last_error    text
);
CREATE INDEX work_by_time ON work (run_at, id);
