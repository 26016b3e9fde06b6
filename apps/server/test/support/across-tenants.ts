/** What the app does for all tenants, or several, in one statement, and why that is right. Citus does each on all nodes. */
export const acrossTenants: readonly { statement: RegExp; why: string }[] = [
  {
    statement: /^select "tenant_id", "id" from "projects" where "encoder" is not null and "encoder" <> \$1$/,
    why: 'once a start: whose passages are to be encoded anew',
  },
  {
    statement: /^select "tenant_id", "user_id" from "memory_states" where "encoder" <> \$1$/,
    why: 'once a start: whose memories are to be encoded anew',
  },
  {
    statement: /^select \* from "members" where "tenant_id" in \([^)]+\) and "email" = \$\d+ and "status" = /,
    why: 'a login: of the tenants that the directory names for the address',
  },
  {
    statement: /^delete from "(idempotency_keys|sessions|one_time_tokens)" where "(created|expires)_at" <=? \$1$/,
    why: 'what is kept no longer',
  },
  {
    statement: /^delete from "webhook_deliveries" where "status" <> \$1 and "finished_at" < \$2$/,
    why: 'deliveries that are kept no longer',
  },
  {
    statement: /^DELETE FROM usage_counts WHERE day < \$1::date$/,
    why: 'counts that are kept no longer',
  },
  {
    statement: /^select "tenant_id" from "tenants" limit \$1$/,
    why: 'whether anybody has registered yet',
  },
  {
    statement:
      /^select "tenant_id", "id", "result_file_id" from "jobs" where "result_file_id" is not null and "result_until" <= /,
    why: 'results that are kept no longer, each then dropped as its tenant’s',
  },
  {
    statement:
      /^\s*SELECT c\.tenant_id AS "tenantId", c\.id FROM conversations c JOIN tenants t ON t\.tenant_id = c\.tenant_id/,
    why: 'conversations that are kept no longer, each tenant’s then deleted by themselves',
  },
  {
    statement: /^select "tenant_id", "name", "email", "plan", "created_at" from "tenants" order by /,
    why: 'the operator’s list of tenants',
  },
  {
    statement: /^\s*SELECT (array_position\(\$1::bytea\[\], substring\(|[^;]*" AS sealed FROM ")/,
    why: 'the operator seals everything with another secret',
  },
];
