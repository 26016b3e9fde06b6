// Made from the migrations by `npm run generate`. Do not edit.
import type { ColumnType, Generated } from 'kysely';

type Timestamp = ColumnType<Date, Date, Date>;
/** Read as a value, written as JSON text. */
type Json = ColumnType<unknown, string, string>;
type GeneratedJson = ColumnType<unknown, string | undefined, string>;

export interface Tables {
  access_changes: {
    epoch: number;
    tenant_id: string;
    at: Timestamp;
  };
  access_epoch: {
    singleton: Generated<boolean>;
    epoch: number;
  };
  agent_versions: {
    tenant_id: string;
    agent_id: string;
    version: number;
    settings: Json;
    created_by_type: string | null;
    created_by_id: string | null;
    created_at: Timestamp;
  };
  agents: {
    tenant_id: string;
    id: string;
    project_id: string;
    name: string;
    description: string;
    instructions: string;
    refusal: string;
    temperature: number | null;
    model: string | null;
    top_k: number;
    created_at: Timestamp;
    updated_at: Timestamp;
    version: Generated<number>;
    latest_version: Generated<number>;
    search_mode: Generated<string>;
    filter: Json | null;
    source_tokens: Generated<number>;
    citation_style: Generated<string>;
    use_memory: Generated<boolean>;
    tools: GeneratedJson;
    provider_id: string | null;
  };
  api_keys: {
    tenant_id: string;
    id: string;
    name: string;
    key_prefix: string;
    environment: string;
    scopes: string[];
    project_ids: string[] | null;
    agent_ids: string[] | null;
    metadata: Json;
    created_by_type: string;
    created_by_id: string | null;
    created_at: Timestamp;
    expires_at: Timestamp | null;
    revoked_at: Timestamp | null;
    last_used_at: Timestamp | null;
    member_id: string | null;
    allowed_cidrs: string[] | null;
    rate_limit_per_minute: number | null;
    sealed_secret: Buffer | null;
  };
  app_directory: {
    app_id: string;
    tenant_id: string;
  };
  apps: {
    tenant_id: string;
    id: string;
    name: string;
    description: string;
    status: string;
    scopes: string[];
    project_ids: string[] | null;
    secret_digest: Buffer;
    created_by_type: string;
    created_by_id: string | null;
    approved_by_type: string | null;
    approved_by_id: string | null;
    member_id: string | null;
    created_at: Timestamp;
    requested_at: Timestamp | null;
    approved_at: Timestamp | null;
    revoked_at: Timestamp | null;
    last_used_at: Timestamp | null;
  };
  audit_events: {
    tenant_id: string;
    seq: number;
    id: string;
    at: Timestamp;
    actor_type: string;
    actor_id: string | null;
    address: string | null;
    action: string;
    target_type: string;
    target_id: string | null;
    before: Json | null;
    after: Json | null;
    hash: Buffer;
  };
  audit_heads: {
    tenant_id: string;
    seq: number;
    hash: Buffer;
  };
  chunk_bits: {
    tenant_id: string;
    space: string;
    document_id: string;
    chunk_id: string;
    version: number;
    bits: string;
  };
  chunk_vectors: {
    tenant_id: string;
    chunk_id: string;
    encoder: string;
    embedding: string;
  };
  chunks: {
    tenant_id: string;
    id: string;
    project_id: string;
    document_id: string;
    ordinal: number;
    heading: string;
    text: string;
    page: number | null;
    page_end: number | null;
    start_offset: number;
    end_offset: number;
  };
  conversations: {
    tenant_id: string;
    id: string;
    project_id: string | null;
    agent_id: string | null;
    user_id: string | null;
    title: string | null;
    metadata: Json;
    message_count: Generated<number>;
    created_at: Timestamp;
    updated_at: Timestamp;
    embed_id: string | null;
    visitor_id: string | null;
  };
  counters: {
    bucket: string;
    used: number;
    ends_at: Timestamp;
  };
  credentials: {
    tenant_id: string;
    id: string;
    name: string;
    kind: string;
    hosts: string[];
    facts: Json;
    sealed_secret: Buffer;
    created_at: Timestamp;
    updated_at: Timestamp;
    last_used_at: Timestamp | null;
  };
  deployment: {
    name: string;
    value: Buffer;
  };
  document_texts: {
    tenant_id: string;
    document_id: string;
    markdown: string;
    page_spans: Json | null;
  };
  documents: {
    tenant_id: string;
    id: string;
    project_id: string;
    external_id: string | null;
    source_url: string | null;
    filename: string | null;
    file_id: string | null;
    title: string | null;
    format: string;
    content_hash: Buffer;
    metadata: GeneratedJson;
    pages: number | null;
    characters: number;
    chunk_count: number;
    created_at: Timestamp;
    updated_at: Timestamp;
    language: string | null;
    source_id: string | null;
    seen_by: string | null;
    credential_id: string | null;
    etag: string | null;
    last_modified: string | null;
  };
  embed_directory: {
    embed_id: string;
    tenant_id: string;
  };
  embed_usage: {
    tenant_id: string;
    embed_id: string;
    day: string;
    questions: number;
  };
  embeds: {
    tenant_id: string;
    id: string;
    agent_id: string;
    project_id: string;
    name: string;
    origins: string[];
    title: string;
    greeting: string;
    placeholder: string;
    suggested_questions: string[];
    color: string;
    position: string;
    theme: string;
    show_citations: boolean;
    rate_limit_per_minute: number;
    daily_limit: number;
    is_active: boolean;
    created_at: Timestamp;
    updated_at: Timestamp;
  };
  evaluation_questions: {
    tenant_id: string;
    evaluation_id: string;
    ordinal: number;
    question: Json;
    result: Json | null;
  };
  evaluations: {
    tenant_id: string;
    id: string;
    project_id: string;
    agent_id: string;
    name: string;
    status: string;
    settings: Json;
    scores: Json | null;
    error: string | null;
    created_at: Timestamp;
    started_at: Timestamp | null;
    finished_at: Timestamp | null;
  };
  former_audit_keys: {
    id: string;
    until: Timestamp;
    sealed_key: Buffer;
  };
  idempotency_keys: {
    tenant_id: string;
    digest: Buffer;
    request_hash: Buffer;
    answer: Buffer | null;
    created_at: Timestamp;
  };
  identities: {
    issuer: string;
    subject: string;
    tenant_id: string;
    member_id: string;
  };
  identity_tenants: {
    issuer: string;
    organisation: string;
    tenant_id: string;
  };
  job_sources: {
    tenant_id: string;
    job_id: string;
    ordinal: number;
    kind: string;
    label: string;
    url: string | null;
    text: string | null;
    file_id: string | null;
    filename: string | null;
    content_type: string | null;
    external_id: string | null;
    title: string | null;
    metadata: Json;
    status: string;
    document_id: string | null;
    passages: Generated<number>;
    pages: Generated<number>;
    error_code: string | null;
    error_message: string | null;
    content_hash: Buffer | null;
    sealed_password: Buffer | null;
    credential_id: string | null;
    depth: Generated<number>;
    pages_reserved: Generated<number>;
    pages_done: Generated<number>;
  };
  jobs: {
    tenant_id: string;
    id: string;
    project_id: string | null;
    kind: string;
    status: string;
    error_code: string | null;
    error_message: string | null;
    created_at: Timestamp;
    started_at: Timestamp | null;
    finished_at: Timestamp | null;
    name: Generated<string>;
    source_id: string | null;
    crawl: Json | null;
    result_file_id: string | null;
    result_until: Timestamp | null;
  };
  key_directory: {
    digest: Buffer;
    tenant_id: string;
    key_id: string;
    valid_until: Timestamp | null;
    derivation_key: Buffer | null;
  };
  member_directory: {
    email: string;
    tenant_id: string;
    member_id: string;
  };
  members: {
    tenant_id: string;
    id: string;
    email: string;
    first_name: string;
    last_name: string;
    role: string;
    status: string;
    password_hash: string | null;
    totp_secret: Buffer | null;
    totp_enabled_at: Timestamp | null;
    totp_last_step: number | null;
    recovery_codes: Buffer[] | null;
    created_at: Timestamp;
    last_login_at: Timestamp | null;
  };
  memories: {
    tenant_id: string;
    id: string;
    user_id: string;
    project_id: string | null;
    agent_id: string | null;
    conversation_id: string | null;
    kind: string;
    role: string | null;
    name: string | null;
    content: string;
    digest: string;
    slot: string | null;
    importance: number;
    mentions: Generated<number>;
    mentioned_at: Timestamp;
    uses: Generated<number>;
    used_at: Timestamp | null;
    occurred_at: Timestamp;
    valid_from: Timestamp;
    valid_until: Timestamp | null;
    superseded_by: string | null;
    metadata: Json;
    encoder: string | null;
    embedding: Buffer | null;
    version: number;
    created_at: Timestamp;
    updated_at: Timestamp;
  };
  memory_sources: {
    tenant_id: string;
    memory_id: string;
    ordinal: number;
    message_id: string | null;
    role: string | null;
    name: string | null;
    content: string | null;
    at: Timestamp;
  };
  memory_states: {
    tenant_id: string;
    user_id: string;
    version: number;
    kept: number;
    encoder: string | null;
  };
  messages: {
    tenant_id: string;
    conversation_id: string;
    ordinal: number;
    id: string;
    role: string;
    content: string;
    answer: Json | null;
    metadata: Json;
    created_at: Timestamp;
  };
  one_time_tokens: {
    tenant_id: string;
    id: string;
    purpose: string;
    member_id: string;
    email: string;
    digest: Buffer;
    created_at: Timestamp;
    expires_at: Timestamp;
  };
  page_usage: {
    tenant_id: string;
    month: string;
    pages: number;
  };
  pending_embeddings: {
    tenant_id: string;
    chunk_id: string;
    project_id: string;
    document_id: string;
    job_id: string;
  };
  processes: {
    id: string;
    epoch: number;
    lease_until: Timestamp;
  };
  projects: {
    tenant_id: string;
    id: string;
    slug: string;
    name: string;
    description: string;
    metadata: Json;
    created_at: Timestamp;
    updated_at: Timestamp;
    encoder: string | null;
  };
  providers: {
    tenant_id: string;
    id: string;
    name: string;
    base_url: string;
    model: string;
    credential_id: string | null;
    created_at: Timestamp;
    updated_at: Timestamp;
  };
  sessions: {
    tenant_id: string;
    id: string;
    member_id: string;
    refresh_digest: Buffer;
    previous_digest: Buffer | null;
    rotated_at: Timestamp | null;
    user_agent: string | null;
    address: string | null;
    created_at: Timestamp;
    last_used_at: Timestamp;
    expires_at: Timestamp;
    ended_at: Timestamp | null;
  };
  sources: {
    tenant_id: string;
    id: string;
    project_id: string;
    name: string;
    kind: string;
    definition: Json;
    credential_id: string | null;
    every_hours: number | null;
    next_visit_at: Timestamp | null;
    last_job_id: string | null;
    created_at: Timestamp;
    updated_at: Timestamp;
  };
  tenants: {
    tenant_id: string;
    name: string;
    email: string;
    created_at: Timestamp;
    plan: string | null;
    recoverable_keys: Generated<boolean>;
    conversation_days: number | null;
  };
  toolsets: {
    tenant_id: string;
    id: string;
    name: string;
    description: string;
    base_url: string;
    operations: Json;
    credential_id: string | null;
    created_at: Timestamp;
    updated_at: Timestamp;
  };
  usage_counts: {
    tenant_id: string;
    day: string;
    caller_id: string;
    project_id: string;
    agent_id: string;
    route: string;
    caller_type: string;
    requests_2xx: number;
    requests_3xx: number;
    requests_4xx: number;
    requests_5xx: number;
    queries: number;
    unanswered: number;
    searches: number;
    pages: number;
    prompt_tokens: number;
    completion_tokens: number;
    latency: number[];
  };
  users: {
    tenant_id: string;
    id: string;
    external_id: string | null;
    name: string | null;
    email: string | null;
    metadata: Json;
    created_at: Timestamp;
    updated_at: Timestamp;
  };
  vector_spaces: {
    tenant_id: string;
    space: string;
    version: number;
  };
  webhook_deliveries: {
    tenant_id: string;
    id: string;
    webhook_id: string;
    event: string;
    body: string;
    status: string;
    attempts: number;
    next_attempt_at: Timestamp | null;
    response_status: number | null;
    error: string | null;
    created_at: Timestamp;
    finished_at: Timestamp | null;
  };
  webhooks: {
    tenant_id: string;
    id: string;
    url: string;
    description: string;
    events: string[];
    is_active: boolean;
    sealed_secret: Buffer;
    created_at: Timestamp;
    updated_at: Timestamp;
    credential_id: string | null;
  };
  work: {
    id: string;
    kind: string;
    tenant_id: string;
    payload: Json;
    dedupe_key: string | null;
    generation: Generated<number>;
    attempts: Generated<number>;
    run_at: Timestamp;
    lease_owner: string | null;
    lease_until: Timestamp | null;
    last_error: string | null;
  };
}
