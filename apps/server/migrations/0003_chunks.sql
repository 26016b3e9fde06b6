-- Passages and what finds them: words by BM25, meaning by vectors.

CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE chunks (
  tenant_id     uuid NOT NULL,
  id            uuid NOT NULL,
  project_id    uuid NOT NULL,
  document_id   uuid NOT NULL,
  ordinal       int NOT NULL,
  heading       text NOT NULL,     -- the path of headings above it, '' if there is none
  text          text NOT NULL,
  page          int,               -- null where the format has no pages
  page_end      int,
  start_offset  int NOT NULL,      -- UTF-16 offsets into the document's Markdown
  end_offset    int NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX chunks_by_document ON chunks (tenant_id, document_id, ordinal);
CREATE INDEX chunks_by_project ON chunks (tenant_id, project_id);

-- BM25 where the extension is installed and may be loaded, else the ranking that every PostgreSQL has.
-- k1 and b: the plateau measured on MEDLINE and Cranfield (nDCG@10 0.691 and 0.389; 0.661 and 0.372 with 0.9 and 0.4).
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_textsearch') THEN
    BEGIN
      CREATE EXTENSION IF NOT EXISTS pg_textsearch;
      CREATE INDEX chunks_bm25 ON chunks USING bm25 ((heading || E'\n' || text))
        WITH (text_config = 'english', k1 = 1.5, b = 0.75);
      -- A project's best passages by BM25. Without sorts the planner has one way, the index in the order of its scores; left
      -- alone it prefers to score a smaller project row by row, at 0.1 to 1 ms each. The extension takes from a literal limit
      -- how many to score, so the statement is put together here.
      CREATE FUNCTION bm25_ranks(of_tenant uuid, of_project uuid, question text, how_many int)
        RETURNS TABLE (chunk_id uuid, score float8) LANGUAGE plpgsql STABLE SET enable_sort = off AS $f$
      BEGIN
        RETURN QUERY EXECUTE format($q$
          SELECT id, -bm25_get_current_score()::float8 FROM chunks WHERE tenant_id = $1 AND project_id = $2
          ORDER BY (heading || E'\n' || text) <@> to_bm25query($3) LIMIT %s $q$, how_many)
        USING of_tenant, of_project, question;
      END
      $f$;
      RETURN;
    EXCEPTION WHEN OTHERS THEN
      RAISE WARNING 'pg_textsearch is installed but cannot be used, so text is ranked by ts_rank: %', SQLERRM;
    END;
  END IF;
  ALTER TABLE chunks ADD COLUMN lexemes tsvector
    GENERATED ALWAYS AS (to_tsvector('english', heading || E'\n' || text)) STORED;
  CREATE INDEX chunks_by_lexeme ON chunks USING gin (lexemes);
END
$$;

-- One unit vector a passage and encoder. Kept in the row as long as it fits a page, since an out-of-line vector
-- makes re-ranking three times slower; a longer one (over 2,000 components) still goes out of line and works.
CREATE TABLE chunk_vectors (
  tenant_id  uuid NOT NULL,
  chunk_id   uuid NOT NULL,
  encoder    text NOT NULL,
  embedding  vector NOT NULL,
  PRIMARY KEY (tenant_id, chunk_id, encoder),
  FOREIGN KEY (tenant_id, chunk_id) REFERENCES chunks (tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE chunk_vectors ALTER COLUMN embedding SET STORAGE EXTERNAL, SET (toast_tuple_target = 8160);

-- One project's vectors of one encoder, which are those that may be compared, and how often some were added. `space` is
-- a hash of both, so that a search's scan has one column less to compare in every row.
CREATE TABLE vector_spaces (
  tenant_id  uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  space      uuid NOT NULL,
  version    bigint NOT NULL,
  PRIMARY KEY (tenant_id, space)
);

-- The signs of the same vectors, in a narrow table of their own: a search scans a space's rows here, or a copy of them
-- in memory that `version` keeps up to date, and reads only the best of them there.
CREATE TABLE chunk_bits (
  tenant_id    uuid NOT NULL,
  space        uuid NOT NULL,
  document_id  uuid NOT NULL,
  chunk_id     uuid NOT NULL,
  version      bigint NOT NULL,    -- of the space, when this was added
  bits         bit varying NOT NULL,
  PRIMARY KEY (tenant_id, chunk_id, space),
  FOREIGN KEY (tenant_id, chunk_id) REFERENCES chunks (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX chunk_bits_by_space ON chunk_bits (tenant_id, space, version);

-- Passages still without a vector. Their words are searchable meanwhile.
CREATE TABLE pending_embeddings (
  tenant_id    uuid NOT NULL,
  chunk_id     uuid NOT NULL,
  project_id   uuid NOT NULL,
  document_id  uuid NOT NULL,
  job_id       uuid NOT NULL,
  PRIMARY KEY (tenant_id, chunk_id),
  FOREIGN KEY (tenant_id, chunk_id) REFERENCES chunks (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX pending_embeddings_by_project ON pending_embeddings (tenant_id, project_id, chunk_id);
CREATE INDEX pending_embeddings_by_job ON pending_embeddings (tenant_id, job_id);
