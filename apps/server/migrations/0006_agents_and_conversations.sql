-- Versions of agents, the tools they may call, conversations, and evaluations of answers.

-- The settings in an agent's own row are those of the version it answers with.
ALTER TABLE agents
  ADD COLUMN version int NOT NULL DEFAULT 1,            -- the one it answers with
  ADD COLUMN latest_version int NOT NULL DEFAULT 1,
  ADD COLUMN search_mode text NOT NULL DEFAULT 'hybrid' CHECK (search_mode IN ('hybrid', 'lexical', 'semantic')),
  ADD COLUMN filter jsonb,                              -- on every search it makes
  ADD COLUMN source_tokens int NOT NULL DEFAULT 6000,   -- how much of what is found goes to the model
  ADD COLUMN citation_style text NOT NULL DEFAULT 'numbers' CHECK (citation_style IN ('numbers', 'footnotes', 'none')),
  ADD COLUMN use_memory boolean NOT NULL DEFAULT true,
  ADD COLUMN tools jsonb NOT NULL DEFAULT '[]';         -- [{toolset_id, operations}]

CREATE TABLE agent_versions (
  tenant_id        uuid NOT NULL,
  agent_id         uuid NOT NULL,
  version          int NOT NULL,
  settings         jsonb NOT NULL,
  created_by_type  text,                                -- key, member or operator; null: before versions were kept
  created_by_id    text,
  created_at       timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, agent_id, version),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id) ON DELETE CASCADE
);
INSERT INTO agent_versions (tenant_id, agent_id, version, settings, created_at)
SELECT tenant_id, id, 1,
  jsonb_build_object(
    'name', name, 'description', description, 'instructions', instructions, 'refusal', refusal, 'temperature', temperature,
    'model', model, 'top_k', top_k, 'search_mode', search_mode, 'filter', filter, 'source_tokens', source_tokens,
    'citation_style', citation_style, 'use_memory', use_memory, 'tools', tools),
  updated_at
FROM agents;

-- Calls to somebody's HTTP API that agents may be allowed: what its OpenAPI description says of each, as far as it is needed.
CREATE TABLE toolsets (
  tenant_id      uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id             uuid NOT NULL,
  name           text NOT NULL,
  description    text NOT NULL,
  base_url       text NOT NULL,
  operations     jsonb NOT NULL,
  credential_id  uuid,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

-- How long conversations are kept after their last message; null: until they are deleted.
ALTER TABLE tenants ADD COLUMN conversation_days int CHECK (conversation_days BETWEEN 1 AND 3650);

CREATE TABLE conversations (
  tenant_id      uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id             uuid NOT NULL,
  project_id     uuid,
  agent_id       uuid,                                  -- stays when the agent is deleted
  user_id        uuid,
  title          text,
  metadata       jsonb NOT NULL,
  message_count  int NOT NULL DEFAULT 0,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,                  -- of the last message or change
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX conversations_by_user ON conversations (tenant_id, user_id, id);
CREATE INDEX conversations_by_project ON conversations (tenant_id, project_id, id);
CREATE INDEX conversations_by_age ON conversations (tenant_id, updated_at);

CREATE TABLE messages (
  tenant_id        uuid NOT NULL,
  conversation_id  uuid NOT NULL,
  ordinal          int NOT NULL,                        -- from 1, without gaps
  id               uuid NOT NULL,
  role             text NOT NULL CHECK (role IN ('system', 'user', 'assistant')),
  content          text NOT NULL,
  answer           jsonb,                               -- what an answer came with: citations, mode, refused, usage, agent_version
  metadata         jsonb NOT NULL,
  created_at       timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, conversation_id, ordinal),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE
);

-- Questions with what is expected of their answers, and how a project did on them.
CREATE TABLE evaluations (
  tenant_id    uuid NOT NULL,
  id           uuid NOT NULL,
  project_id   uuid NOT NULL,
  agent_id     uuid NOT NULL,
  name         text NOT NULL,
  status       text NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  settings     jsonb NOT NULL,                          -- what was judged: the agent's version and settings, the engines
  scores       jsonb,                                   -- null until it has ended
  error        text,
  created_at   timestamptz NOT NULL,
  started_at   timestamptz,
  finished_at  timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX evaluations_by_project ON evaluations (tenant_id, project_id, id);

CREATE TABLE evaluation_questions (
  tenant_id      uuid NOT NULL,
  evaluation_id  uuid NOT NULL,
  ordinal        int NOT NULL,
  question       jsonb NOT NULL,                        -- the question and what is expected
  result         jsonb,                                 -- null until it was asked
  PRIMARY KEY (tenant_id, evaluation_id, ordinal),
  FOREIGN KEY (tenant_id, evaluation_id) REFERENCES evaluations (tenant_id, id) ON DELETE CASCADE
);
