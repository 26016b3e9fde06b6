-- What is remembered about users.

CREATE TABLE memories (
  tenant_id        uuid NOT NULL,
  id               uuid NOT NULL,
  user_id          uuid NOT NULL,
  project_id       uuid,
  agent_id         uuid,                  -- stays when the agent is deleted
  conversation_id  text,                  -- one of ours, or the caller's own name of a session
  kind             text NOT NULL CHECK (kind IN ('turn', 'note', 'fact')),
  role             text CHECK (role IN ('user', 'assistant', 'system')),   -- of a turn
  name             text,                  -- who said it
  content          text NOT NULL,
  digest           uuid NOT NULL,         -- of what it says, in which reach: the same again is not kept twice
  slot             text,                  -- what a fact says one thing of, as "user lives in"; a newer one supersedes it
  importance       float8 NOT NULL CHECK (importance BETWEEN 0 AND 1),
  mentions         int NOT NULL DEFAULT 1,
  mentioned_at     timestamptz NOT NULL,  -- last
  uses             int NOT NULL DEFAULT 0,-- how often a question found it
  used_at          timestamptz,
  occurred_at      timestamptz NOT NULL,  -- first said
  valid_from       timestamptz NOT NULL,
  valid_until      timestamptz,           -- null: until something else is heard
  superseded_by    uuid,
  metadata         jsonb NOT NULL,
  encoder          text,                  -- whose vector it has; null: none yet
  embedding        bytea,                 -- its components as signed bytes; null although there is an encoder: it made none
  version          bigint NOT NULL,       -- of the user's memory, when this was last changed
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX memories_by_user ON memories (tenant_id, user_id, id);
CREATE INDEX memories_by_version ON memories (tenant_id, user_id, version, id);
CREATE INDEX memories_by_digest ON memories (tenant_id, user_id, digest);
CREATE INDEX memories_by_slot ON memories (tenant_id, user_id, slot) WHERE slot IS NOT NULL;
CREATE INDEX memories_by_project ON memories (tenant_id, project_id) WHERE project_id IS NOT NULL;

-- The messages that a memory is from.
CREATE TABLE memory_sources (
  tenant_id   uuid NOT NULL,
  memory_id   uuid NOT NULL,
  ordinal     int NOT NULL,
  message_id  text,                       -- the caller's own, or that of a message of ours
  role        text,
  name        text,
  content     text,                       -- null: the memory's own
  at          timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, memory_id, ordinal),
  FOREIGN KEY (tenant_id, memory_id) REFERENCES memories (tenant_id, id) ON DELETE CASCADE
);

-- One row a user of whom something is remembered. Its lock puts writes in a row, so that versions become visible in order and
-- copies in memory can be brought up to date.
CREATE TABLE memory_states (
  tenant_id  uuid NOT NULL,
  user_id    uuid NOT NULL,
  version    bigint NOT NULL,
  kept       int NOT NULL,                -- memories at most: what was deleted in other ways is still counted
  encoder    text,                        -- which all of it was encoded with last
  PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
