// Made from the migrations by `npm run generate`. Do not edit.
import type { ColumnType, Generated } from 'kysely';

type Timestamp = ColumnType<Date, Date, Date>;
/** Read as a value, written as JSON text. */
type Json = ColumnType<unknown, string, string>;
type GeneratedJson = ColumnType<unknown, string | undefined, string>;

export interface Tables {
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
  };
  idempotency_keys: {
    tenant_id: string;
    digest: Buffer;
    request_hash: Buffer;
    answer: Buffer | null;
    created_at: Timestamp;
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
  };
  jobs: {
    tenant_id: string;
    id: string;
    project_id: string;
    kind: string;
    status: string;
    error_code: string | null;
    error_message: string | null;
    created_at: Timestamp;
    started_at: Timestamp | null;
    finished_at: Timestamp | null;
  };
  key_directory: {
    digest: Buffer;
    tenant_id: string;
    key_id: string;
    valid_until: Timestamp | null;
  };
  pending_embeddings: {
    tenant_id: string;
    chunk_id: string;
    project_id: string;
    document_id: string;
    job_id: string;
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
  };
  tenants: {
    tenant_id: string;
    name: string;
    email: string;
    created_at: Timestamp;
  };
  vector_spaces: {
    tenant_id: string;
    space: string;
    version: number;
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
