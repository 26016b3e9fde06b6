-- What was used: counts by day (UTC), caller, place and route. Written in batches, so rows are changed often: some room is
-- left in each page for their new versions.
CREATE TABLE usage_counts (
  tenant_id          uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  day                date NOT NULL,
  -- What these name may be gone, and what a request concerns may be nothing: then they are the nil UUID, or empty.
  caller_id          uuid NOT NULL,
  project_id         uuid NOT NULL,
  agent_id           uuid NOT NULL,
  route              text NOT NULL,
  caller_type        text NOT NULL,
  requests_2xx       bigint NOT NULL,
  requests_3xx       bigint NOT NULL,
  requests_4xx       bigint NOT NULL,
  requests_5xx       bigint NOT NULL,
  queries            bigint NOT NULL,
  unanswered         bigint NOT NULL,
  searches           bigint NOT NULL,
  pages              bigint NOT NULL,
  prompt_tokens      bigint NOT NULL,
  completion_tokens  bigint NOT NULL,
  latency            int[] NOT NULL,  -- requests by the buckets of features/analytics/histogram.ts, up to the last that has some
  PRIMARY KEY (tenant_id, day, caller_id, project_id, agent_id, route)
) WITH (fillfactor = 70);
CREATE INDEX usage_counts_by_age ON usage_counts (day);

-- Adds histograms bucket by bucket; the shorter one counts as zeros beyond its end.
CREATE FUNCTION add_counts(a int[], b int[]) RETURNS int[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(coalesce(x, 0) + coalesce(y, 0) ORDER BY n), '{}')
  FROM unnest(a, b) WITH ORDINALITY AS pairs (x, y, n)
$$;

-- Answers that say that the documents do not hold one.
CREATE INDEX messages_unanswered ON messages (tenant_id, id) WHERE answer ->> 'refused' = 'true';
