-- Chat widgets that other people's pages show, and what their visitors ask.

CREATE TABLE embeds (
  tenant_id              uuid NOT NULL,
  id                     uuid NOT NULL,
  agent_id               uuid NOT NULL,
  project_id             uuid NOT NULL,            -- the agent's
  name                   text NOT NULL,
  origins                text[] NOT NULL,          -- of the pages that may show it; empty: none
  title                  text NOT NULL,
  greeting               text NOT NULL,
  placeholder            text NOT NULL,
  suggested_questions    text[] NOT NULL,
  color                  text NOT NULL,            -- #rrggbb
  position               text NOT NULL CHECK (position IN ('left', 'right')),
  theme                  text NOT NULL CHECK (theme IN ('light', 'dark', 'auto')),
  show_citations         boolean NOT NULL,
  rate_limit_per_minute  int NOT NULL,             -- of a visitor, and of an address
  daily_limit            int NOT NULL,             -- of all visitors together
  is_active              boolean NOT NULL,
  created_at             timestamptz NOT NULL,
  updated_at             timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX embeds_by_agent ON embeds (tenant_id, agent_id);

-- Directory: whose widget is this? Visitors know nothing but its id. The entry of one that went with its agent or project
-- stays until the tenant goes, and leads to nothing.
CREATE TABLE embed_directory (
  embed_id   uuid PRIMARY KEY,
  tenant_id  uuid NOT NULL
);
CREATE INDEX embed_directory_by_tenant ON embed_directory (tenant_id);

CREATE TABLE embed_usage (
  tenant_id  uuid NOT NULL,
  embed_id   uuid NOT NULL,
  day        date NOT NULL,                        -- UTC
  questions  int NOT NULL,
  PRIMARY KEY (tenant_id, embed_id, day),
  FOREIGN KEY (tenant_id, embed_id) REFERENCES embeds (tenant_id, id) ON DELETE CASCADE
);

-- Where a visitor of a widget asked. Both stay when the widget is deleted.
ALTER TABLE conversations
  ADD COLUMN embed_id uuid,
  ADD COLUMN visitor_id uuid;
