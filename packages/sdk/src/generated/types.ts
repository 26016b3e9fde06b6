// Made by `npm run generate` from the contract. Do not edit.
export type AddMessagesBody =
  | {
      role: 'user' | 'assistant' | 'system';
      content: string;
      /**
       * Up to 50 facts: texts, numbers, booleans, or lists of them
       */
      metadata?: {
        [k: string]: string | number | boolean | null | (string | number | boolean)[];
      };
    }
  | {
      messages: {
        role: 'user' | 'assistant' | 'system';
        content: string;
        /**
         * Up to 50 facts: texts, numbers, booleans, or lists of them
         */
        metadata?: {
          [k: string]: string | number | boolean | null | (string | number | boolean)[];
        };
      }[];
    };
export type AddMessagesResult =
  | Message
  | {
      messages: Message[];
    };
export type AddThreadMessagesBody =
  | {
      role: 'user' | 'assistant' | 'system';
      content: string;
      /**
       * Up to 50 facts: texts, numbers, booleans, or lists of them
       */
      metadata?: {
        [k: string]: string | number | boolean | null | (string | number | boolean)[];
      };
    }
  | {
      messages: {
        role: 'user' | 'assistant' | 'system';
        content: string;
        /**
         * Up to 50 facts: texts, numbers, booleans, or lists of them
         */
        metadata?: {
          [k: string]: string | number | boolean | null | (string | number | boolean)[];
        };
      }[];
    };
export type AddThreadMessagesResult =
  | Message
  | {
      messages: Message[];
    };
export type OpenAiMessage =
  | {
      role: 'system' | 'developer';
      /**
       * Text, or parts of the type `text`; images, sound and files cannot be read
       */
      content:
        | string
        | {
            type: string;
            text?: string;
            [k: string]: unknown;
          }[];
    }
  | {
      role: 'user';
      /**
       * Text, or parts of the type `text`; images, sound and files cannot be read
       */
      content:
        | string
        | {
            type: string;
            text?: string;
            [k: string]: unknown;
          }[];
    }
  | {
      role: 'assistant';
      content?:
        | (
            | string
            | {
                type: string;
                text?: string;
                [k: string]: unknown;
              }[]
          )
        | null;
      tool_calls?:
        | {
            id: string;
            type: 'function';
            function: {
              name: string;
              arguments: string;
            };
          }[]
        | null;
    }
  | {
      role: 'tool';
      tool_call_id: string;
      /**
       * Text, or parts of the type `text`; images, sound and files cannot be read
       */
      content:
        | string
        | {
            type: string;
            text?: string;
            [k: string]: unknown;
          }[];
    };
export type CreateCredentialBody =
  | {
      kind: 'bearer';
      name: string;
      /**
       * The only hosts the secret is sent to: `wiki.example.com`, `wiki.example.com:8443`, `*.example.com` for every name below. Without a port, the usual one. Always over https, but for this machine’s own addresses; `http://wiki.example.com` allows plain http too
       */
      hosts: string[];
      token: string;
    }
  | {
      kind: 'basic';
      name: string;
      /**
       * The only hosts the secret is sent to: `wiki.example.com`, `wiki.example.com:8443`, `*.example.com` for every name below. Without a port, the usual one. Always over https, but for this machine’s own addresses; `http://wiki.example.com` allows plain http too
       */
      hosts: string[];
      username: string;
      password: string;
    }
  | {
      kind: 'header';
      name: string;
      /**
       * The only hosts the secret is sent to: `wiki.example.com`, `wiki.example.com:8443`, `*.example.com` for every name below. Without a port, the usual one. Always over https, but for this machine’s own addresses; `http://wiki.example.com` allows plain http too
       */
      hosts: string[];
      header: string;
      value: string;
    }
  | {
      kind: 'oauth2';
      name: string;
      /**
       * The only hosts the secret is sent to: `wiki.example.com`, `wiki.example.com:8443`, `*.example.com` for every name below. Without a port, the usual one. Always over https, but for this machine’s own addresses; `http://wiki.example.com` allows plain http too
       */
      hosts: string[];
      /**
       * The token endpoint, over https but for this machine’s own addresses. The client’s secret is sent there only
       */
      token_url: string;
      client_id: string;
      client_secret: string;
      /**
       * Asked for; scopes with a blank between. Without it, the service’s usual ones
       */
      scope?: string;
      /**
       * Sent as `audience`, where the service wants one
       */
      audience?: string;
      /**
       * Sent as `resource` (RFC 8707), where the service wants one
       */
      resource?: string;
      /**
       * Whether id and secret are sent as `Authorization: Basic …` or in the body of the request for a token
       */
      client_authentication?: 'basic' | 'body';
    };
/**
 * Null: no question counts for it
 */
export type EvaluationScore = {
  /**
   * The mean of what the questions got, each 0…1
   */
  value: number;
  /**
   * Where the 95 % interval begins (Wilson)
   */
  low: number;
  high: number;
  /**
   * Questions that count for it
   */
  n: number;
} | null;
export type IngestBody =
  | {
      url: string;
      title?: string;
      /**
       * Your own id: sending it again replaces the document
       */
      external_id?: string;
      /**
       * A credential that opens the page; sent to its hosts only
       */
      credential_id?: string;
      /**
       * Up to 50 facts: texts, numbers, booleans, or lists of them
       */
      metadata?: {
        [k: string]: string | number | boolean | null | (string | number | boolean)[];
      };
    }
  | {
      text: string;
      title?: string;
      /**
       * Your own id: sending it again replaces the document
       */
      external_id?: string;
      /**
       * Up to 50 facts: texts, numbers, booleans, or lists of them
       */
      metadata?: {
        [k: string]: string | number | boolean | null | (string | number | boolean)[];
      };
    }
  | {
      documents: {
        /**
         * Your own id: sending it again replaces the document
         */
        external_id?: string;
        title?: string;
        text: string;
        /**
         * Up to 50 facts: texts, numbers, booleans, or lists of them
         */
        metadata?: {
          [k: string]: string | number | boolean | null | (string | number | boolean)[];
        };
      }[];
    }
  | {
      /**
       * Pages or files, each by itself: no link is followed, and robots.txt not asked
       */
      urls: string[];
      /**
       * A credential that opens the pages; sent to its hosts only
       */
      credential_id?: string;
      /**
       * Kept with every document
       */
      metadata?: {
        [k: string]: string | number | boolean | null | (string | number | boolean)[];
      };
    }
  | {
      /**
       * The pages that a sitemap names, on its own host, as robots.txt allows
       */
      sitemap: {
        /**
         * Of a sitemap or an index of sitemaps, XML, gzipped XML or text
         */
        url: string;
        /**
         * Pages at most
         */
        max_pages?: number;
        /**
         * Only pages whose paths match one of these; empty: all
         *
         * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
         */
        include?: string[];
        /**
         * No pages whose paths match one of these
         *
         * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
         */
        exclude?: string[];
        /**
         * Whether names below the start’s host count as well
         */
        subdomains?: boolean;
      };
      /**
       * A credential that opens the pages; sent to its hosts only
       */
      credential_id?: string;
      /**
       * Kept with every document
       */
      metadata?: {
        [k: string]: string | number | boolean | null | (string | number | boolean)[];
      };
    }
  | {
      /**
       * The start, and the pages of its host that links lead to, nearest first, as robots.txt allows
       */
      crawl: {
        /**
         * Where it begins
         */
        url: string;
        /**
         * Links followed from the start
         */
        max_depth?: number;
        /**
         * Pages at most
         */
        max_pages?: number;
        /**
         * Only pages whose paths match one of these; empty: all
         *
         * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
         */
        include?: string[];
        /**
         * No pages whose paths match one of these
         *
         * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
         */
        exclude?: string[];
        /**
         * Whether names below the start’s host count as well
         */
        subdomains?: boolean;
      };
      /**
       * A credential that opens the pages; sent to its hosts only
       */
      credential_id?: string;
      /**
       * Kept with every document
       */
      metadata?: {
        [k: string]: string | number | boolean | null | (string | number | boolean)[];
      };
    };

export interface AcceptInviteBody {
  /**
   * From the mailed link
   */
  token: string;
  password: string;
  first_name?: string;
  last_name?: string;
}
export interface Message {
  /**
   * A UUIDv7
   */
  id: string;
  role: 'user' | 'assistant' | 'system';
  content: string;
  /**
   * Null for what is not an answer of an agent
   */
  citations: Citation[] | null;
  mode: ('generated' | 'extractive') | null;
  refused: boolean | null;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
  /**
   * RFC 3339, UTC
   */
  created_at: string;
}
export interface Citation {
  /**
   * The number that stands in the answer as [n]
   */
  n: number;
  document: {
    /**
     * A UUIDv7
     */
    id: string;
    external_id: string | null;
    title: string | null;
    url: string | null;
    metadata: {
      [k: string]: unknown;
    };
  };
  /**
   * A UUIDv7
   */
  chunk_id: string;
  /**
   * The page on which the quote begins
   */
  page: number | null;
  /**
   * Word for word from the document
   */
  quote: string;
  /**
   * Where the quote begins in the document’s Markdown (UTF-16 code units)
   */
  start: number;
  end: number;
}
/**
 * A persona that answers from one project
 */
export interface Agent {
  /**
   * A UUIDv7
   */
  id: string;
  /**
   * A UUIDv7
   */
  project_id: string;
  /**
   * The published one, whose settings these are
   */
  version: number;
  /**
   * Higher than `version` when there is a draft
   */
  latest_version: number;
  name: string;
  description: string;
  /**
   * Persona and rules for generated answers
   */
  instructions: string;
  /**
   * What it says when the documents do not hold the answer
   */
  refusal: string;
  temperature: number | null;
  /**
   * The provider whose language model it answers with; null for the server’s own
   */
  provider_id: string | null;
  /**
   * A model of the provider, or of the server’s endpoint; null for its default
   */
  model: string | null;
  /**
   * How many passages it reads for an answer
   */
  top_k: number;
  /**
   * How it looks for passages
   */
  search_mode: 'hybrid' | 'lexical' | 'semantic';
  /**
   * On every search it makes, besides the caller’s own
   */
  filter: {
    [k: string]: unknown;
  } | null;
  /**
   * How many tokens of the passages are given to the language model at most
   */
  source_tokens: number;
  /**
   * How the text names its sources: `[1]`; the same with a list of the sources below; or not at all, so that only `citations` does
   */
  citation_style: 'numbers' | 'footnotes' | 'none';
  /**
   * Whether it uses, and adds to, what is remembered about the user
   */
  use_memory: boolean;
  /**
   * Calls of HTTP APIs that it may make before it answers; see Toolsets
   */
  tools: {
    /**
     * A UUIDv7
     */
    toolset_id: string;
    /**
     * Those of the toolset that it may call, and no others
     *
     * Items: The `operationId`, or method and path such as `get_pets_petId`
     */
    operations: string[];
  }[];
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
}
/**
 * All settings of an agent as they were saved once
 */
export interface AgentVersion {
  version: number;
  /**
   * Whether it is the one the agent answers with
   */
  published: boolean;
  settings: {
    name: string;
    description: string;
    /**
     * Persona and rules for generated answers
     */
    instructions: string;
    /**
     * What it says when the documents do not hold the answer
     */
    refusal: string;
    temperature: number | null;
    /**
     * The provider whose language model it answers with; null for the server’s own
     */
    provider_id: string | null;
    /**
     * A model of the provider, or of the server’s endpoint; null for its default
     */
    model: string | null;
    /**
     * How many passages it reads for an answer
     */
    top_k: number;
    /**
     * How it looks for passages
     */
    search_mode: 'hybrid' | 'lexical' | 'semantic';
    /**
     * On every search it makes, besides the caller’s own
     */
    filter: {
      [k: string]: unknown;
    } | null;
    /**
     * How many tokens of the passages are given to the language model at most
     */
    source_tokens: number;
    /**
     * How the text names its sources: `[1]`; the same with a list of the sources below; or not at all, so that only `citations` does
     */
    citation_style: 'numbers' | 'footnotes' | 'none';
    /**
     * Whether it uses, and adds to, what is remembered about the user
     */
    use_memory: boolean;
    /**
     * Calls of HTTP APIs that it may make before it answers; see Toolsets
     */
    tools: {
      /**
       * A UUIDv7
       */
      toolset_id: string;
      /**
       * Those of the toolset that it may call, and no others
       *
       * Items: The `operationId`, or method and path such as `get_pets_petId`
       */
      operations: string[];
    }[];
  };
  /**
   * Null for what the server made itself
   */
  created_by: {
    type: 'key' | 'member' | 'operator';
    id: string | null;
  } | null;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
}
export interface Answer {
  answer: string;
  citations: Citation[];
  /**
   * Send it with the next question; null when nothing was kept
   */
  conversation_id: string | null;
  /**
   * The answer’s, in the conversation
   */
  message_id: string | null;
  mode: 'generated' | 'extractive';
  /**
   * Whether the documents did not hold the answer
   */
  refused: boolean;
  /**
   * What was searched for: the message, made independent of the conversation where it was a follow-up
   */
  question: string;
  agent_version: number;
  /**
   * Calls of the agent’s tools that were made for this answer
   */
  tools: {
    name: string;
    status: 'succeeded' | 'failed';
  }[];
  /**
   * What was remembered about the user and given to the answer
   *
   * Items: A UUIDv7
   */
  memories: string[];
  /**
   * Set when vectors could not be used and the passages were found by words alone
   */
  degraded: 'semantic_unavailable' | null;
  /**
   * Tokens of the language model; null for extractive answers
   */
  usage: {
    prompt_tokens: number;
    completion_tokens: number;
  } | null;
}
/**
 * An API key, without its secret
 */
export interface ApiKey {
  /**
   * A UUIDv7
   */
  id: string;
  name: string;
  /**
   * The readable start of the key
   */
  key_prefix: string;
  environment: 'live' | 'test';
  scopes: (
    | 'ingest'
    | 'query'
    | 'analytics:read'
    | 'projects:read'
    | 'projects:write'
    | 'agents:read'
    | 'agents:write'
    | 'jobs:read'
    | 'jobs:write'
    | 'memory:read'
    | 'memory:write'
    | 'users:read'
    | 'users:write'
    | 'conversations:read'
    | 'conversations:write'
    | 'keys:read'
    | 'keys:write'
    | 'keys:verify'
    | 'embeds:read'
    | 'embeds:write'
    | 'credentials:read'
    | 'credentials:write'
    | 'apps:read'
    | 'apps:write'
    | 'members:read'
    | 'members:write'
    | 'tenant:read'
    | 'tenant:admin'
  )[];
  /**
   * The only projects it may touch; null for all
   */
  project_ids: string[] | null;
  /**
   * The only agents it may ask; null for all
   */
  agent_ids: string[] | null;
  /**
   * The only addresses it may be used from; null for any
   */
  allowed_cidrs: string[] | null;
  /**
   * How many requests a minute it may make; null for any number
   */
  rate_limit_per_minute: number | null;
  /**
   * Whether it can be shown again
   */
  recoverable: boolean;
  /**
   * Neither revoked nor expired
   */
  is_active: boolean;
  expires_at: string | null;
  revoked_at: string | null;
  /**
   * Exact to a few seconds
   */
  last_used_at: string | null;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * Who made it
   */
  created_by: {
    type: 'key' | 'member' | 'registration' | 'operator';
    id: string | null;
  };
  /**
   * The member whose rights bound it: it never may more than they, and ends with them
   */
  member_id: string | null;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
}
/**
 * What a key is worth
 */
export interface ApiKeyVerification {
  valid: boolean;
  code: 'valid' | 'not_found' | 'expired' | 'address_not_allowed' | 'rate_limited' | 'insufficient_scope';
  /**
   * Of a derived key: the key it was derived from
   */
  key_id: string | null;
  name: string | null;
  environment: ('live' | 'test') | null;
  /**
   * All that it may do, what a scope includes named as well
   */
  scopes:
    | (
        | 'ingest'
        | 'query'
        | 'analytics:read'
        | 'projects:read'
        | 'projects:write'
        | 'agents:read'
        | 'agents:write'
        | 'jobs:read'
        | 'jobs:write'
        | 'memory:read'
        | 'memory:write'
        | 'users:read'
        | 'users:write'
        | 'conversations:read'
        | 'conversations:write'
        | 'keys:read'
        | 'keys:write'
        | 'keys:verify'
        | 'embeds:read'
        | 'embeds:write'
        | 'credentials:read'
        | 'credentials:write'
        | 'apps:read'
        | 'apps:write'
        | 'members:read'
        | 'members:write'
        | 'tenant:read'
        | 'tenant:admin'
      )[]
    | null;
  /**
   * The only projects it may touch; null for all
   */
  project_ids: string[] | null;
  /**
   * The only agents it may ask; null for all
   */
  agent_ids: string[] | null;
  /**
   * What a derived key holds every search to
   */
  filter: {
    [k: string]: unknown;
  } | null;
  member_id: string | null;
  expires_at: string | null;
  metadata: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  } | null;
  /**
   * What is left of its own limit after this use; null when nothing was counted
   */
  rate_limit: {
    limit: number;
    remaining: number;
    reset_seconds: number;
  } | null;
}
/**
 * A registered local app
 */
export interface App {
  /**
   * What the app sends as `x-app-id`
   */
  id: string;
  name: string;
  description: string;
  /**
   * `pending`: it may do nothing until somebody approves it
   */
  status: 'pending' | 'approved' | 'revoked';
  /**
   * What it may do, or while it is pending, asks to do
   */
  scopes: (
    | 'ingest'
    | 'query'
    | 'analytics:read'
    | 'projects:read'
    | 'projects:write'
    | 'agents:read'
    | 'agents:write'
    | 'jobs:read'
    | 'jobs:write'
    | 'memory:read'
    | 'memory:write'
    | 'users:read'
    | 'users:write'
    | 'conversations:read'
    | 'conversations:write'
    | 'credentials:read'
    | 'credentials:write'
  )[];
  /**
   * The only projects it may touch; null for all
   */
  project_ids: string[] | null;
  created_by: {
    type: 'key' | 'member' | 'operator';
    id: string | null;
  };
  approved_by: {
    type: 'key' | 'member' | 'operator';
    id: string | null;
  } | null;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * When the app itself first asked for something while it was pending
   */
  requested_at: string | null;
  approved_at: string | null;
  revoked_at: string | null;
  /**
   * Exact to a few seconds
   */
  last_used_at: string | null;
}
export interface ApproveAppBody {
  scopes?: (
    | 'ingest'
    | 'query'
    | 'analytics:read'
    | 'projects:read'
    | 'projects:write'
    | 'agents:read'
    | 'agents:write'
    | 'jobs:read'
    | 'jobs:write'
    | 'memory:read'
    | 'memory:write'
    | 'users:read'
    | 'users:write'
    | 'conversations:read'
    | 'conversations:write'
    | 'credentials:read'
    | 'credentials:write'
  )[];
  /**
   * Null: all
   */
  project_ids?: string[] | null;
}
/**
 * An app with the only sight of its secret
 */
export interface AppWithSecret {
  /**
   * What the app sends as `x-app-id`
   */
  id: string;
  name: string;
  description: string;
  /**
   * `pending`: it may do nothing until somebody approves it
   */
  status: 'pending' | 'approved' | 'revoked';
  /**
   * What it may do, or while it is pending, asks to do
   */
  scopes: (
    | 'ingest'
    | 'query'
    | 'analytics:read'
    | 'projects:read'
    | 'projects:write'
    | 'agents:read'
    | 'agents:write'
    | 'jobs:read'
    | 'jobs:write'
    | 'memory:read'
    | 'memory:write'
    | 'users:read'
    | 'users:write'
    | 'conversations:read'
    | 'conversations:write'
    | 'credentials:read'
    | 'credentials:write'
  )[];
  /**
   * The only projects it may touch; null for all
   */
  project_ids: string[] | null;
  created_by: {
    type: 'key' | 'member' | 'operator';
    id: string | null;
  };
  approved_by: {
    type: 'key' | 'member' | 'operator';
    id: string | null;
  } | null;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * When the app itself first asked for something while it was pending
   */
  requested_at: string | null;
  approved_at: string | null;
  revoked_at: string | null;
  /**
   * Exact to a few seconds
   */
  last_used_at: string | null;
  /**
   * Sent as `x-app-secret` from other machines. It is shown here and never again
   */
  secret: string;
}
/**
 * Who changed what, or was refused what
 */
export interface AuditEvent {
  /**
   * 1, 2, 3 … without gaps within the tenant
   */
  seq: number;
  /**
   * A UUIDv7
   */
  id: string;
  /**
   * RFC 3339, UTC
   */
  at: string;
  actor: {
    type: 'key' | 'member' | 'operator' | 'public';
    id: string | null;
  };
  /**
   * Where the request came from; null for what came by no request
   */
  address: string | null;
  /**
   * `resource.verb`
   */
  action: string;
  target: {
    type: string;
    id: string | null;
  };
  before: {
    [k: string]: unknown;
  } | null;
  after: {
    [k: string]: unknown;
  } | null;
  /**
   * Covers this event and the hash of the one before it; hexadecimal
   */
  hash: string;
}
export interface BeginTotpBody {
  password: string;
}
export interface BeginTotpResult {
  /**
   * Base32, to be typed
   */
  secret: string;
  /**
   * `otpauth://…`, to be shown as a QR code
   */
  uri: string;
}
export interface ChangeEmailBody {
  email: string;
  password: string;
}
export interface ChangePasswordBody {
  current_password: string;
  new_password: string;
}
/**
 * A passage of a document: `markdown.slice(start, end)` is its text
 */
export interface Chunk {
  /**
   * A UUIDv7
   */
  id: string;
  ordinal: number;
  text: string;
  /**
   * The headings above it, outermost first
   */
  heading: string;
  page: number | null;
  /**
   * Where it begins in the document’s Markdown
   */
  start: number;
  end: number;
  /**
   * Whether it is found by meaning too
   */
  embedded: boolean;
}
export interface CompareEvaluationsQuery {
  /**
   * Another evaluation of the project; without one, the last before it that succeeded
   */
  with?: string;
}
export interface ConfirmEmailBody {
  /**
   * From the mailed link
   */
  token: string;
}
export interface ConfirmTotpBody {
  /**
   * Six digits of the authenticator app, or a recovery code
   */
  code: string;
}
export interface ConfirmTotpResult {
  recovery_codes: string[];
}
/**
 * Messages in their order
 */
export interface Conversation {
  /**
   * A UUIDv7
   */
  id: string;
  project_id: string | null;
  /**
   * Who answers in it; it stays when the agent is deleted
   */
  agent_id: string | null;
  user_id: string | null;
  /**
   * The chat widget in which a visitor began it
   */
  embed_id: string | null;
  title: string | null;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
  message_count: number;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * Of the last message or change
   */
  updated_at: string;
}
export interface CreateAgentBody {
  name: string;
  description?: string;
  /**
   * Persona and rules for generated answers
   */
  instructions?: string;
  /**
   * What it says when the documents do not hold the answer
   */
  refusal?: string;
  temperature?: number | null;
  /**
   * The provider whose language model it answers with; null for the server’s own
   */
  provider_id?: string | null;
  /**
   * A model of the provider, or of the server’s endpoint; null for its default
   */
  model?: string | null;
  /**
   * How many passages it reads for an answer
   */
  top_k?: number;
  /**
   * How it looks for passages
   */
  search_mode?: 'hybrid' | 'lexical' | 'semantic';
  /**
   * On every search it makes, besides the caller’s own
   */
  filter?: {
    [k: string]: unknown;
  } | null;
  /**
   * How many tokens of the passages are given to the language model at most
   */
  source_tokens?: number;
  /**
   * How the text names its sources: `[1]`; the same with a list of the sources below; or not at all, so that only `citations` does
   */
  citation_style?: 'numbers' | 'footnotes' | 'none';
  /**
   * Whether it uses, and adds to, what is remembered about the user
   */
  use_memory?: boolean;
  /**
   * Calls of HTTP APIs that it may make before it answers; see Toolsets
   */
  tools?: {
    /**
     * A UUIDv7
     */
    toolset_id: string;
    /**
     * Those of the toolset that it may call, and no others
     *
     * Items: The `operationId`, or method and path such as `get_pets_petId`
     */
    operations: string[];
  }[];
  /**
   * A UUIDv7
   */
  project_id: string;
}
export interface CreateApiKeyBody {
  name: string;
  /**
   * Limits the key to these projects
   *
   * Items: A UUIDv7
   */
  project_ids?: string[];
  /**
   * Limits the key to these agents
   *
   * Items: A UUIDv7
   */
  agent_ids?: string[];
  environment?: 'live' | 'test';
  /**
   * RFC 3339, UTC
   */
  expires_at?: string;
  /**
   * Limits the key to requests from these addresses
   */
  allowed_cidrs?: string[];
  /**
   * Limits how many requests a minute it may make
   */
  rate_limit_per_minute?: number;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata?: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
  scopes?: (
    | 'ingest'
    | 'query'
    | 'analytics:read'
    | 'projects:read'
    | 'projects:write'
    | 'agents:read'
    | 'agents:write'
    | 'jobs:read'
    | 'jobs:write'
    | 'memory:read'
    | 'memory:write'
    | 'users:read'
    | 'users:write'
    | 'conversations:read'
    | 'conversations:write'
    | 'keys:read'
    | 'keys:write'
    | 'keys:verify'
    | 'embeds:read'
    | 'embeds:write'
    | 'credentials:read'
    | 'credentials:write'
    | 'apps:read'
    | 'apps:write'
    | 'members:read'
    | 'members:write'
    | 'tenant:read'
    | 'tenant:admin'
  )[];
  /**
   * Keeps the key so that it can be shown again; the tenant must allow it
   */
  recoverable?: boolean;
}
export interface CreateAppBody {
  name: string;
  description?: string;
  /**
   * What it asks to be allowed
   */
  scopes: (
    | 'ingest'
    | 'query'
    | 'analytics:read'
    | 'projects:read'
    | 'projects:write'
    | 'agents:read'
    | 'agents:write'
    | 'jobs:read'
    | 'jobs:write'
    | 'memory:read'
    | 'memory:write'
    | 'users:read'
    | 'users:write'
    | 'conversations:read'
    | 'conversations:write'
    | 'credentials:read'
    | 'credentials:write'
  )[];
  /**
   * The only projects it asks for
   *
   * Items: A UUIDv7
   */
  project_ids?: string[];
}
export interface CreateChatCompletionBody {
  /**
   * A project’s slug, which means its oldest agent, or `slug/agent`: the agent by the slug of its name or by its id. `GET /openai/models` lists those that the credential reaches
   */
  model: string;
  messages: OpenAiMessage[];
  stream_options?: {
    include_usage?: boolean | null;
  } | null;
  n?: 1 | null;
  stop?: (string | string[]) | null;
  max_tokens?: number | null;
  max_completion_tokens?: number | null;
  temperature?: number | null;
  top_p?: number | null;
  frequency_penalty?: number | null;
  presence_penalty?: number | null;
  seed?: number | null;
  reasoning_effort?: ('none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh') | null;
  response_format?: {
    type: 'text' | 'json_object' | 'json_schema';
    [k: string]: unknown;
  } | null;
  tools?:
    | {
        type: 'function';
        function: {
          name: string;
          [k: string]: unknown;
        };
        [k: string]: unknown;
      }[]
    | null;
  tool_choice?:
    | (
        | ('none' | 'auto' | 'required')
        | {
            type: string;
            [k: string]: unknown;
          }
      )
    | null;
  parallel_tool_calls?: boolean | null;
  logprobs?: false | null;
  /**
   * Ours: instead of the agent’s own
   */
  citation_style?: ('numbers' | 'footnotes' | 'none') | null;
  /**
   * Ours: which documents may be read, as in a search
   */
  filter?: {
    [k: string]: unknown;
  } | null;
}
export interface CreateConversationBody {
  /**
   * An agent of the project
   */
  agent_id?: string;
  /**
   * Whose it is: an `id`, or your own `external_id`, which is made a user if it is new
   */
  user_id?: string;
  /**
   * Without one, the first line of the first message of the user
   */
  title?: string;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata?: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
  messages?: {
    role: 'user' | 'assistant' | 'system';
    content: string;
    /**
     * Up to 50 facts: texts, numbers, booleans, or lists of them
     */
    metadata?: {
      [k: string]: string | number | boolean | null | (string | number | boolean)[];
    };
  }[];
  /**
   * The project’s id or slug
   */
  project_id?: string;
}
/**
 * A key with the only sight of its secret
 */
export interface CreatedApiKey {
  /**
   * A UUIDv7
   */
  id: string;
  name: string;
  /**
   * The readable start of the key
   */
  key_prefix: string;
  environment: 'live' | 'test';
  scopes: (
    | 'ingest'
    | 'query'
    | 'analytics:read'
    | 'projects:read'
    | 'projects:write'
    | 'agents:read'
    | 'agents:write'
    | 'jobs:read'
    | 'jobs:write'
    | 'memory:read'
    | 'memory:write'
    | 'users:read'
    | 'users:write'
    | 'conversations:read'
    | 'conversations:write'
    | 'keys:read'
    | 'keys:write'
    | 'keys:verify'
    | 'embeds:read'
    | 'embeds:write'
    | 'credentials:read'
    | 'credentials:write'
    | 'apps:read'
    | 'apps:write'
    | 'members:read'
    | 'members:write'
    | 'tenant:read'
    | 'tenant:admin'
  )[];
  /**
   * The only projects it may touch; null for all
   */
  project_ids: string[] | null;
  /**
   * The only agents it may ask; null for all
   */
  agent_ids: string[] | null;
  /**
   * The only addresses it may be used from; null for any
   */
  allowed_cidrs: string[] | null;
  /**
   * How many requests a minute it may make; null for any number
   */
  rate_limit_per_minute: number | null;
  /**
   * Whether it can be shown again
   */
  recoverable: boolean;
  /**
   * Neither revoked nor expired
   */
  is_active: boolean;
  expires_at: string | null;
  revoked_at: string | null;
  /**
   * Exact to a few seconds
   */
  last_used_at: string | null;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * Who made it
   */
  created_by: {
    type: 'key' | 'member' | 'registration' | 'operator';
    id: string | null;
  };
  /**
   * The member whose rights bound it: it never may more than they, and ends with them
   */
  member_id: string | null;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
  /**
   * The key itself. It is shown here and never again
   */
  raw_key: string;
  /**
   * The same as `raw_key`
   */
  api_key: string;
}
export interface CreateEmbedBody {
  /**
   * For the tenant’s people; visitors do not see it
   */
  name: string;
  /**
   * Who answers
   */
  agent_id: string;
  /**
   * The origins of the pages that may show the widget. Empty: none may
   *
   * Items: `https://www.example.com`; `https://*.example.com` for every name below it; `http://localhost:3000`
   */
  origins?: string[];
  /**
   * At the widget’s top, and what assistive technology calls it
   */
  title?: string;
  /**
   * Said before the first question; a little Markdown. Empty: nothing is said
   */
  greeting?: string;
  /**
   * In the empty field for the question
   */
  placeholder?: string;
  /**
   * Offered before the first question
   */
  suggested_questions?: string[];
  /**
   * The launcher’s, the head’s and the visitor’s own messages’; what stands on it is black or white
   */
  color?: string;
  /**
   * The corner of the page at whose bottom it stands
   */
  position?: 'left' | 'right';
  /**
   * `auto`: as the visitor’s system has it
   */
  theme?: 'light' | 'dark' | 'auto';
  /**
   * Whether answers come with their sources. Off: none leave the server
   */
  show_citations?: boolean;
  /**
   * Questions per minute of one visitor, and likewise of one address
   */
  rate_limit_per_minute?: number;
  /**
   * Questions per day (UTC) of all visitors together
   */
  daily_limit?: number;
}
export interface CreateEmbeddingBody {
  /**
   * A project’s slug, which means its oldest agent, or `slug/agent`: the agent by the slug of its name or by its id. `GET /openai/models` lists those that the credential reaches
   */
  model: string;
  /**
   * A text, or up to 2048; at most 100,000 characters each and 1,200,000 together. Lists of numbers are token ids of cl100k_base
   */
  input: string | number[] | (string | number[])[];
  /**
   * `base64`: 32-bit floats, little-endian
   */
  encoding_format?: ('float' | 'base64') | null;
  /**
   * Only as many as the encoder’s vectors have
   */
  dimensions?: number | null;
}
export interface CreateEvaluationBody {
  /**
   * Without one it is called by the agent and its version
   */
  name?: string;
  /**
   * Without one the project’s first is judged
   */
  agent_id?: string;
  /**
   * Another version of the agent than the published one
   */
  version?: number;
  questions: {
    question: string;
    /**
     * Documents that hold the answer, each by its `id`, `external_id`, URL, file name or title
     */
    expected_documents?: string[];
    /**
     * What the answer has to say, as short as can be: `90 metres`
     */
    expected_answer?: string | null;
    /**
     * False: the documents do not hold the answer, and it should say so
     */
    answerable?: boolean;
    /**
     * Scores are given for each tag, too
     */
    tags?: string[];
  }[];
  /**
   * Instead of the agent’s own
   */
  settings?: {
    /**
     * How many passages are read for an answer
     */
    top_k?: number;
    search_mode?: 'hybrid' | 'lexical' | 'semantic';
  };
}
export interface CreateJobUpload {
  file: Blob;
  /**
   * Makes it a document of this project, too; needs the scope `ingest`
   */
  project_id?: string;
  /**
   * Opens an encrypted PDF; it is forgotten when the job ends
   */
  password?: string;
  /**
   * With `project_id`
   */
  title?: string;
  /**
   * With `project_id`: sending it again replaces the document
   */
  external_id?: string;
  /**
   * With `project_id`: a JSON object, kept with the document
   */
  metadata?: string;
}
export interface CreateMemberBody {
  email: string;
  role: 'owner' | 'admin' | 'member' | 'viewer';
  first_name?: string;
  last_name?: string;
  password: string;
}
export interface CreateMemoriesBody {
  /**
   * Whose memory: an `id`, or your own `external_id`. A derived key with a `sub` is bound to that user and need not say it
   */
  user_id?: string;
  /**
   * Keeps it to a project: an id or slug
   */
  project_id?: string;
  /**
   * Keeps it to an agent
   */
  agent_id?: string;
  /**
   * What they belong to: one of our conversations, or a name of yours
   */
  conversation_id?: string;
  messages?: {
    role: 'user' | 'assistant' | 'system';
    /**
     * A blank one is left out
     */
    content: string;
    /**
     * Who says it, where the role does not tell
     */
    name?: string;
    /**
     * When it was said; now, if it is left out
     */
    created_at?: string;
    /**
     * Your own, given back in `sources`
     */
    id?: string;
    /**
     * Up to 50 facts: texts, numbers, booleans, or lists of them
     */
    metadata?: {
      [k: string]: string | number | boolean | null | (string | number | boolean)[];
    };
  }[];
  /**
   * A note; a long one is split at paragraphs and sentences
   */
  text?: string;
  facts?: (
    | string
    | {
        content: string;
        /**
         * 0…1: what matters more comes first, and is forgotten last
         */
        importance?: number;
        /**
         * From when on it holds; without it, since it was said
         */
        valid_from?: string;
        /**
         * Until when it holds
         */
        valid_until?: string;
        /**
         * Up to 50 facts: texts, numbers, booleans, or lists of them
         */
        metadata?: {
          [k: string]: string | number | boolean | null | (string | number | boolean)[];
        };
      }
  )[];
}
export interface CreateMemoriesResult {
  memories: RememberedMemory[];
}
/**
 * A memory, and what became of what was said
 */
export interface RememberedMemory {
  /**
   * A UUIDv7
   */
  id: string;
  /**
   * A UUIDv7
   */
  user_id: string;
  project_id: string | null;
  agent_id: string | null;
  conversation_id: string | null;
  /**
   * `turn`: a message, word for word; `note`: a piece of a text; `fact`: one statement
   */
  kind: 'turn' | 'note' | 'fact';
  /**
   * Of a turn
   */
  role: ('user' | 'assistant' | 'system') | null;
  /**
   * Who said it
   */
  name: string | null;
  content: string;
  /**
   * 0…1: what matters more comes first, and is forgotten last
   */
  importance: number;
  /**
   * How often it was said
   */
  mentions: number;
  /**
   * When it was said first
   */
  occurred_at: string;
  /**
   * RFC 3339, UTC
   */
  valid_from: string;
  /**
   * Null: until something else is heard
   */
  valid_until: string | null;
  /**
   * The memory that contradicts it and is newer
   */
  superseded_by: string | null;
  /**
   * The messages that it is from, at most 50
   */
  sources: {
    /**
     * The message’s, as it was given
     */
    id: string | null;
    role: string | null;
    name: string | null;
    content: string;
    /**
     * RFC 3339, UTC
     */
    at: string;
  }[];
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
  /**
   * `merged`: it was known, and now has one mention more; `superseded`: something newer that contradicts it was known
   */
  status: 'added' | 'merged' | 'superseded';
  /**
   * Memories that it contradicts, which ended with it
   *
   * Items: A UUIDv7
   */
  supersedes: string[];
}
export interface CreateProjectBody {
  name: string;
  /**
   * Names the project in URLs, and as `model` for OpenAI clients
   */
  slug?: string;
  description?: string;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata?: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
}
export interface CreateProviderBody {
  name: string;
  /**
   * Where the paths of an API like OpenAI’s begin, such as `https://api.openai.com/v1`
   */
  base_url: string;
  /**
   * The model for agents that name none
   */
  model: string;
  /**
   * A credential that is sent with each request. Its `hosts` must hold the host of `base_url`
   */
  credential_id?: string | null;
}
export interface CreateSourceBody {
  /**
   * Without one it is called by its first URL
   */
  name?: string;
  /**
   * Pages or files, each by itself: no link is followed, and robots.txt not asked
   */
  urls?: string[];
  /**
   * The pages that a sitemap names, on its own host, as robots.txt allows
   */
  sitemap?: {
    /**
     * Of a sitemap or an index of sitemaps, XML, gzipped XML or text
     */
    url: string;
    /**
     * Pages at most
     */
    max_pages?: number;
    /**
     * Only pages whose paths match one of these; empty: all
     *
     * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
     */
    include?: string[];
    /**
     * No pages whose paths match one of these
     *
     * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
     */
    exclude?: string[];
    /**
     * Whether names below the start’s host count as well
     */
    subdomains?: boolean;
  };
  /**
   * The start, and the pages of its host that links lead to, nearest first, as robots.txt allows
   */
  crawl?: {
    /**
     * Where it begins
     */
    url: string;
    /**
     * Links followed from the start
     */
    max_depth?: number;
    /**
     * Pages at most
     */
    max_pages?: number;
    /**
     * Only pages whose paths match one of these; empty: all
     *
     * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
     */
    include?: string[];
    /**
     * No pages whose paths match one of these
     *
     * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
     */
    exclude?: string[];
    /**
     * Whether names below the start’s host count as well
     */
    subdomains?: boolean;
  };
  /**
   * How often it is visited again; null: only when asked to
   */
  every_hours?: number | null;
  /**
   * A credential that opens the pages; sent to its hosts only
   */
  credential_id?: string;
  /**
   * Kept with every document
   */
  metadata?: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
}
export interface CreateTenantBody {
  name: string;
  /**
   * Where the tenant’s owner is reached
   */
  email: string;
  /**
   * Makes the owner a member, who can log in
   */
  password?: string;
}
export interface CreateTenantResult {
  /**
   * A UUIDv7
   */
  tenant_id: string;
  api_key: string;
  /**
   * The readable start by which the key is recognised
   */
  api_key_prefix: string;
  message: string;
}
export interface CreateThreadBody {
  /**
   * An agent of the project
   */
  agent_id?: string;
  /**
   * Whose it is: an `id`, or your own `external_id`, which is made a user if it is new
   */
  user_id?: string;
  /**
   * Without one, the first line of the first message of the user
   */
  title?: string;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata?: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
  messages?: {
    role: 'user' | 'assistant' | 'system';
    content: string;
    /**
     * Up to 50 facts: texts, numbers, booleans, or lists of them
     */
    metadata?: {
      [k: string]: string | number | boolean | null | (string | number | boolean)[];
    };
  }[];
}
export interface CreateToolsetBody {
  description?: string;
  /**
   * Where the paths of the description begin; without it, its first server
   */
  base_url?: string;
  /**
   * A UUIDv7
   */
  credential_id?: string;
  /**
   * Those that are kept; without it, every GET operation of the description
   *
   * Items: The `operationId`, or method and path such as `get_pets_petId`
   */
  operations?: string[];
  name: string;
  /**
   * The API’s description, OpenAPI 3.0 or 3.1 as JSON. What is needed to call the operations is kept
   */
  openapi: {
    [k: string]: unknown;
  };
}
export interface CreateUserBody {
  external_id?: string | null;
  name?: string | null;
  email?: string | null;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata?: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
}
export interface CreateVisitorBody {
  /**
   * Origin of the page, where the request’s `Origin` is this server’s own
   */
  page?: string;
}
export interface CreateVisitorResult {
  token: string;
  /**
   * RFC 3339, UTC
   */
  expires_at: string;
}
export interface CreateWebhookBody {
  /**
   * Where events are sent with POST. Redirects are not followed
   */
  url: string;
  /**
   * What it is told of
   */
  events?: ('job.succeeded' | 'job.failed' | 'job.cancelled')[];
  /**
   * For people
   */
  description?: string;
  /**
   * Sent with each delivery. Its `hosts` must hold the host of `url`; naming one takes `credentials:read`
   */
  credential_id?: string | null;
}
/**
 * A secret for a service outside, without the secret
 */
export interface Credential {
  /**
   * A UUIDv7
   */
  id: string;
  kind: 'bearer' | 'basic' | 'header' | 'oauth2';
  name: string;
  /**
   * As they are compared: lower case, internationalised names in Punycode
   */
  hosts: string[];
  /**
   * Of the kind `basic`; else null
   */
  username: string | null;
  /**
   * Name of the header, of the kind `header`; else null
   */
  header: string | null;
  /**
   * Of the kind `oauth2`; else null
   */
  token_url: string | null;
  /**
   * Of the kind `oauth2`; else null
   */
  client_id: string | null;
  /**
   * Of the kind `oauth2`; else null
   */
  scope: string | null;
  /**
   * Of the kind `oauth2`; else null
   */
  audience: string | null;
  /**
   * Of the kind `oauth2`; else null
   */
  resource: string | null;
  /**
   * Of the kind `oauth2`; else null
   */
  client_authentication: ('basic' | 'body') | null;
  /**
   * When something was last fetched with it, exact to a minute
   */
  last_used_at: string | null;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
}
/**
 * Whether a URL opened with a credential
 */
export interface CredentialTest {
  /**
   * Whether the status was 2xx
   */
  ok: boolean;
  /**
   * What the server answered; null when there was no answer
   */
  status: number | null;
  /**
   * Why there was no answer, for people
   */
  error: string | null;
}
/**
 * Something that is set up to use a credential
 */
export interface CredentialUse {
  type: 'source' | 'toolset' | 'webhook' | 'provider';
  /**
   * A UUIDv7
   */
  id: string;
  /**
   * Of a webhook: where its URL leads, without path
   */
  name: string;
  /**
   * Of a source; else null
   */
  project_id: string | null;
}
/**
 * A credential without its secret, and where it is used
 */
export interface CredentialWithUses {
  /**
   * A UUIDv7
   */
  id: string;
  kind: 'bearer' | 'basic' | 'header' | 'oauth2';
  name: string;
  /**
   * As they are compared: lower case, internationalised names in Punycode
   */
  hosts: string[];
  /**
   * Of the kind `basic`; else null
   */
  username: string | null;
  /**
   * Name of the header, of the kind `header`; else null
   */
  header: string | null;
  /**
   * Of the kind `oauth2`; else null
   */
  token_url: string | null;
  /**
   * Of the kind `oauth2`; else null
   */
  client_id: string | null;
  /**
   * Of the kind `oauth2`; else null
   */
  scope: string | null;
  /**
   * Of the kind `oauth2`; else null
   */
  audience: string | null;
  /**
   * Of the kind `oauth2`; else null
   */
  resource: string | null;
  /**
   * Of the kind `oauth2`; else null
   */
  client_authentication: ('basic' | 'body') | null;
  /**
   * When something was last fetched with it, exact to a minute
   */
  last_used_at: string | null;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
  /**
   * What is set up to use it, at most 100 of each type
   */
  used_by: CredentialUse[];
}
export interface DeleteCredentialQuery {
  /**
   * Delete it although it is used
   */
  force?: string;
}
export interface DeleteSourceQuery {
  /**
   * What becomes of the documents it brought
   */
  documents?: 'delete' | 'keep';
}
export interface DisableTotpBody {
  password: string;
  /**
   * Six digits of the authenticator app, or a recovery code
   */
  code: string;
}
/**
 * One source in a project
 */
export interface Document {
  /**
   * A UUIDv7
   */
  id: string;
  /**
   * A UUIDv7
   */
  project_id: string;
  external_id: string | null;
  title: string | null;
  url: string | null;
  filename: string | null;
  /**
   * What it was read as: pdf, docx, html …
   */
  format: string;
  /**
   * ISO 639-1, as `en`; null where it cannot be told
   */
  language: string | null;
  pages: number | null;
  /**
   * Passages it was divided into
   */
  chunks: number;
  /**
   * Length of its Markdown in UTF-16 code units, the unit of all offsets
   */
  characters: number;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * When its present version came
   */
  updated_at: string;
}
/**
 * A chat widget for other people’s pages
 */
export interface Embed {
  /**
   * Public: it stands in the pages that show the widget
   */
  id: string;
  /**
   * The agent’s
   */
  project_id: string;
  /**
   * For the tenant’s people; visitors do not see it
   */
  name: string;
  /**
   * Who answers
   */
  agent_id: string;
  /**
   * As browsers write them
   */
  origins: string[];
  /**
   * At the widget’s top, and what assistive technology calls it
   */
  title: string;
  /**
   * A little Markdown
   */
  greeting: string;
  /**
   * In the empty field for the question
   */
  placeholder: string;
  /**
   * Offered before the first question
   */
  suggested_questions: string[];
  /**
   * As #rrggbb
   */
  color: string;
  /**
   * The corner of the page at whose bottom it stands
   */
  position: 'left' | 'right';
  /**
   * `auto`: as the visitor’s system has it
   */
  theme: 'light' | 'dark' | 'auto';
  /**
   * Whether answers come with their sources. Off: none leave the server
   */
  show_citations: boolean;
  /**
   * Questions per minute of one visitor, and likewise of one address
   */
  rate_limit_per_minute: number;
  /**
   * Questions per day (UTC) of all visitors together
   */
  daily_limit: number;
  /**
   * Off: no page shows it and no question is answered
   */
  is_active: boolean;
  /**
   * Of `daily_limit`, used since midnight (UTC)
   */
  questions_today: number;
  /**
   * The tag that puts the widget on a page
   */
  snippet: string;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
}
export interface EmbedAnswer {
  answer: string;
  citations: EmbedSource[];
  /**
   * A UUIDv7
   */
  conversation_id: string;
  /**
   * A UUIDv7
   */
  message_id: string;
  mode: 'generated' | 'extractive';
  /**
   * Whether the documents did not hold the answer
   */
  refused: boolean;
}
export interface EmbedSource {
  /**
   * The number that stands in the answer as [n]
   */
  n: number;
  title: string | null;
  /**
   * The document’s page, if it came from the web
   */
  url: string | null;
  page: number | null;
  /**
   * Word for word from the document
   */
  quote: string;
}
/**
 * How a chat widget looks
 */
export interface EmbedConfig {
  /**
   * A UUIDv7
   */
  id: string;
  /**
   * At the widget’s top, and what assistive technology calls it
   */
  title: string;
  /**
   * Said before the first question; a little Markdown. Empty: nothing is said
   */
  greeting: string;
  /**
   * In the empty field for the question
   */
  placeholder: string;
  /**
   * Offered before the first question
   */
  suggested_questions: string[];
  /**
   * The launcher’s, the head’s and the visitor’s own messages’; what stands on it is black or white
   */
  color: string;
  /**
   * The corner of the page at whose bottom it stands
   */
  position: 'left' | 'right';
  /**
   * `auto`: as the visitor’s system has it
   */
  theme: 'light' | 'dark' | 'auto';
  /**
   * Whether answers come with their sources. Off: none leave the server
   */
  show_citations: boolean;
  /**
   * For what stands on `color`
   */
  on_color: '#000000' | '#ffffff';
}
/**
 * The envelope of every error.
 *
 * - `invalid_request` (400): The path, query or body does not fit the schema. `details.issues` names each field.
 * - `malformed_json` (400): The body is not JSON, or holds a forbidden key such as `__proto__`.
 * - `duplicate_credentials` (400): More than one credential was sent, or one header twice. Send exactly one.
 * - `credential_in_query` (400): A key was sent in the query string, where it ends up in logs and histories. Use a header, and replace the key.
 * - `invalid_cursor` (400): The cursor was not made by this list. Start again without one.
 * - `unauthorized` (401): The credential is missing, unknown, revoked or expired; which of them is not told.
 * - `token_expired` (401): The access token was genuine but its life is over. Refresh it, or log in again.
 * - `invalid_login` (401): E-mail address and password do not belong together, or the second factor’s code is wrong. Which is not told.
 * - `second_factor_required` (401): The password is right and the account has a second factor: send the login again with `code`.
 * - `invalid_refresh_token` (401): The refresh token is unknown, expired, used up, or its session has ended. Log in again.
 * - `invalid_visitor_token` (401): The visitor token of a chat widget is missing, made up, of another widget, or its time is over. Get a new one.
 * - `pages_exhausted` (402): The month’s pages are used up, or too few are left for this. `details` counts them; they come back with the next month (UTC), or with a larger plan.
 * - `feature_unavailable` (403): The tenant’s plan does not include the feature in `details.feature`.
 * - `insufficient_scope` (403): The credential is valid but lacks the scope in `details.required_scope`.
 * - `app_not_approved` (403): The app is registered, but nobody has approved it. A member finds it in the dashboard under Apps, where it waits.
 * - `app_revoked` (409): The app was revoked, which is for good; register it anew.
 * - `address_not_allowed` (403): The key may be used only from the addresses in its `allowed_cidrs`, and `details.address` is not one of them.
 * - `foreign_origin` (403): A request that carries the session’s cookie came from another site’s page.
 * - `origin_not_allowed` (403): The page is not of an origin that the chat widget allows. Whoever manages the widget adds it to its `origins`; with none, no page may show it.
 * - `members_only` (403): The route concerns the person who is logged in; an API key has none.
 * - `role_exceeded` (403): Nobody appoints, changes or removes a member who may do more than they may themselves.
 * - `plan_limit` (403): The tenant’s plan allows no more of these; `details` says of what and how many.
 * - `scope_not_held` (403): A credential cannot give away a scope that it does not hold itself.
 * - `reach_exceeded` (403): A credential limited to some projects, agents or addresses, in its requests or in time, cannot do this for others or for the whole tenant.
 * - `registration_closed` (403): New tenants are not accepted on this server. Its operator sets `REGISTRATION=open` to change that.
 * - `not_found` (404): It does not exist, or it is not yours; which of them is not told.
 * - `method_not_allowed` (405): The path exists, but not with this method. The `Allow` header lists those it has.
 * - `slug_taken` (409): Another project of this tenant has the slug.
 * - `email_taken` (409): The address already belongs to a member of this tenant.
 * - `last_owner` (409): A tenant keeps at least one active owner. Make another member owner first.
 * - `external_id_taken` (409): Another user of this tenant has the `external_id`.
 * - `key_exists` (409): A key with this hash exists already; nothing was imported. `details.index` says which entry it was.
 * - `not_recoverable` (409): The key was made without `recoverable`, or the tenant has not turned `recoverable_keys` on. Keys are kept as hashes then.
 * - `second_factor_state` (409): The second factor is on already, or not on, or was not begun.
 * - `invalid_link` (410): The link of an invitation, password reset or change of address is unknown, used or expired. Ask for a new one.
 * - `key_inactive` (409): A key that is revoked or expired cannot be rotated or changed. Create a new one.
 * - `last_agent` (409): Each project keeps at least one agent.
 * - `toolset_in_use` (409): Agents may call the toolset. Take it from the `tools` of those in `details.agent_ids` first.
 * - `provider_in_use` (409): Agents answer with the provider. Change the `provider_id` of those in `details.agent_ids` first.
 * - `credential_in_use` (409): Sources, toolsets, webhooks or providers use the credential. Take it from those in `details.used_by` first, or delete it with `force=true`.
 * - `conversation_full` (409): The conversation has as many messages as one may have. Begin a new one.
 * - `evaluation_running` (409): The evaluation is at work. Wait for it, or cancel it by deleting it.
 * - `job_finished` (409): The job has ended and cannot be cancelled any more.
 * - `idempotency_conflict` (409): The `Idempotency-Key` was used with another request, or its first request is still at work. Use a new key, or retry shortly.
 * - `result_not_ready` (409): A job has a result once it has succeeded. `details.status` says where it stands.
 * - `source_busy` (409): The source is being visited already, by the job in `details.job_id`.
 * - `result_gone` (410): Results are kept for a time that the server’s operator sets (`JOB_RESULT_DAYS`). Convert the file again.
 * - `file_too_large` (413): The file is larger than the tenant’s plan allows. Nothing of it was kept.
 * - `payload_too_large` (413): The body or a file is over the limit in `details.limit_bytes`.
 * - `unsupported_media_type` (415): The content type is not one the route takes.
 * - `unreadable_file` (422): The file arrived but nothing can be read from it; `details.reason_code` and the message say why.
 * - `too_many_jobs` (429): As many jobs as the plan allows are active. Wait for one to finish; `details.active_jobs` counts them.
 * - `rate_limited` (429): Too many requests. `Retry-After` says when to come back.
 * - `daily_limit_reached` (429): The chat widget has answered as many questions as it may on one day (UTC). `Retry-After` says when the next begins.
 * - `internal_error` (500): A fault of the server. The log holds the details under the `request_id`.
 * - `answerer_failed` (502): The language model answered with something unusable, or refused the request.
 * - `unavailable` (503): The server is starting or stopping, or something it depends on is away. `Retry-After` says when to come back.
 * - `answerer_timeout` (504): The language model did not answer in time.
 */
export interface Error {
  /**
   * The reason phrase of the status
   */
  error: string;
  /**
   * What went wrong and what to do, for a person
   */
  message: string;
  /**
   * The message and the facts in one object
   */
  detail: {};
  /**
   * The facts
   */
  details: {};
  /**
   * The stable name for programs
   */
  code:
    | 'invalid_request'
    | 'malformed_json'
    | 'duplicate_credentials'
    | 'credential_in_query'
    | 'invalid_cursor'
    | 'unauthorized'
    | 'token_expired'
    | 'invalid_login'
    | 'second_factor_required'
    | 'invalid_refresh_token'
    | 'invalid_visitor_token'
    | 'pages_exhausted'
    | 'feature_unavailable'
    | 'insufficient_scope'
    | 'app_not_approved'
    | 'app_revoked'
    | 'address_not_allowed'
    | 'foreign_origin'
    | 'origin_not_allowed'
    | 'members_only'
    | 'role_exceeded'
    | 'plan_limit'
    | 'scope_not_held'
    | 'reach_exceeded'
    | 'registration_closed'
    | 'not_found'
    | 'method_not_allowed'
    | 'slug_taken'
    | 'email_taken'
    | 'last_owner'
    | 'external_id_taken'
    | 'key_exists'
    | 'not_recoverable'
    | 'second_factor_state'
    | 'invalid_link'
    | 'key_inactive'
    | 'last_agent'
    | 'toolset_in_use'
    | 'provider_in_use'
    | 'credential_in_use'
    | 'conversation_full'
    | 'evaluation_running'
    | 'job_finished'
    | 'idempotency_conflict'
    | 'result_not_ready'
    | 'source_busy'
    | 'result_gone'
    | 'file_too_large'
    | 'payload_too_large'
    | 'unsupported_media_type'
    | 'unreadable_file'
    | 'too_many_jobs'
    | 'rate_limited'
    | 'daily_limit_reached'
    | 'internal_error'
    | 'answerer_failed'
    | 'unavailable'
    | 'answerer_timeout';
  request_id: string;
}
/**
 * Questions with what is expected, and how an agent did on them
 */
export interface Evaluation {
  /**
   * A UUIDv7
   */
  id: string;
  /**
   * A UUIDv7
   */
  project_id: string;
  /**
   * A UUIDv7
   */
  agent_id: string;
  name: string;
  /**
   * `failed` when no question at all could be answered
   */
  status: 'queued' | 'running' | 'succeeded' | 'failed';
  /**
   * What was judged
   */
  settings: {
    agent_version: number;
    agent_name: string;
    /**
     * The agent’s own; null: the default of what it answers with
     */
    model: string | null;
    temperature: number | null;
    /**
     * How many passages were read for an answer
     */
    top_k: number;
    search_mode: 'hybrid' | 'lexical' | 'semantic';
    source_tokens: number;
    filter: {
      [k: string]: unknown;
    } | null;
    engines: {
      lexical: string;
      embedder: string;
      answerer: string;
    };
  };
  progress: {
    done: number;
    total: number;
  };
  /**
   * Null until it has ended
   */
  scores: EvaluationScores | null;
  error: string | null;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}
export interface EvaluationScores {
  questions: number;
  /**
   * Questions that got no answer, by an error
   */
  failed: number;
  /**
   * Questions that expect a document which is not in the project
   */
  missing: number;
  /**
   * From the question to the end of its answer; null when there was none
   */
  latency_ms: {
    p50: number;
    p95: number;
  } | null;
  metrics: {
    right: EvaluationScore;
    recall_at_1: EvaluationScore;
    recall_at_5: EvaluationScore;
    recall_at_10: EvaluationScore;
    mrr_at_10: EvaluationScore;
    ndcg_at_10: EvaluationScore;
    answered: EvaluationScore;
    wrongly_refused: EvaluationScore;
    refused_correctly: EvaluationScore;
    cited_expected: EvaluationScore;
    answer_f1: EvaluationScore;
    answer_contains: EvaluationScore;
    grounded: EvaluationScore;
  };
  by_tag: {
    [k: string]: {
      questions: number;
      /**
       * Questions that got no answer, by an error
       */
      failed: number;
      /**
       * Questions that expect a document which is not in the project
       */
      missing: number;
      /**
       * From the question to the end of its answer; null when there was none
       */
      latency_ms: {
        p50: number;
        p95: number;
      } | null;
      metrics: {
        right: EvaluationScore;
        recall_at_1: EvaluationScore;
        recall_at_5: EvaluationScore;
        recall_at_10: EvaluationScore;
        mrr_at_10: EvaluationScore;
        ndcg_at_10: EvaluationScore;
        answered: EvaluationScore;
        wrongly_refused: EvaluationScore;
        refused_correctly: EvaluationScore;
        cited_expected: EvaluationScore;
        answer_f1: EvaluationScore;
        answer_contains: EvaluationScore;
        grounded: EvaluationScore;
      };
    };
  };
}
export interface EvaluationComparison {
  /**
   * A UUIDv7
   */
  id: string;
  /**
   * A UUIDv7
   */
  with: string;
  /**
   * Questions that both have
   */
  shared: number;
  metrics: {
    /**
     * All that was expected: refused if it cannot be answered; else answered, an expected document cited, and the expected answer said
     */
    right: {
      value: number;
      with: number;
      /**
       * `value` less `with`
       */
      delta: number;
      /**
       * Questions that got better by it
       */
      better: number;
      worse: number;
      /**
       * How likely chance alone makes so large a difference; below 0.05 it is worth believing
       */
      p_value: number;
      n: number;
    } | null;
    /**
     * Share of the expected documents that are the first one found
     */
    recall_at_1: {
      value: number;
      with: number;
      /**
       * `value` less `with`
       */
      delta: number;
      /**
       * Questions that got better by it
       */
      better: number;
      worse: number;
      /**
       * How likely chance alone makes so large a difference; below 0.05 it is worth believing
       */
      p_value: number;
      n: number;
    } | null;
    /**
     * Share of the expected documents among the first 5 found
     */
    recall_at_5: {
      value: number;
      with: number;
      /**
       * `value` less `with`
       */
      delta: number;
      /**
       * Questions that got better by it
       */
      better: number;
      worse: number;
      /**
       * How likely chance alone makes so large a difference; below 0.05 it is worth believing
       */
      p_value: number;
      n: number;
    } | null;
    /**
     * Share of the expected documents among the first 10 found
     */
    recall_at_10: {
      value: number;
      with: number;
      /**
       * `value` less `with`
       */
      delta: number;
      /**
       * Questions that got better by it
       */
      better: number;
      worse: number;
      /**
       * How likely chance alone makes so large a difference; below 0.05 it is worth believing
       */
      p_value: number;
      n: number;
    } | null;
    /**
     * One through the rank of the first expected document, 0 beyond 10
     */
    mrr_at_10: {
      value: number;
      with: number;
      /**
       * `value` less `with`
       */
      delta: number;
      /**
       * Questions that got better by it
       */
      better: number;
      worse: number;
      /**
       * How likely chance alone makes so large a difference; below 0.05 it is worth believing
       */
      p_value: number;
      n: number;
    } | null;
    /**
     * Expected documents among the first 10, worth the less the later they come
     */
    ndcg_at_10: {
      value: number;
      with: number;
      /**
       * `value` less `with`
       */
      delta: number;
      /**
       * Questions that got better by it
       */
      better: number;
      worse: number;
      /**
       * How likely chance alone makes so large a difference; below 0.05 it is worth believing
       */
      p_value: number;
      n: number;
    } | null;
    /**
     * Answered, of those that can be
     */
    answered: {
      value: number;
      with: number;
      /**
       * `value` less `with`
       */
      delta: number;
      /**
       * Questions that got better by it
       */
      better: number;
      worse: number;
      /**
       * How likely chance alone makes so large a difference; below 0.05 it is worth believing
       */
      p_value: number;
      n: number;
    } | null;
    /**
     * Refused, of those that can be answered
     */
    wrongly_refused: {
      value: number;
      with: number;
      /**
       * `value` less `with`
       */
      delta: number;
      /**
       * Questions that got better by it
       */
      better: number;
      worse: number;
      /**
       * How likely chance alone makes so large a difference; below 0.05 it is worth believing
       */
      p_value: number;
      n: number;
    } | null;
    /**
     * Refused, of those that cannot be answered
     */
    refused_correctly: {
      value: number;
      with: number;
      /**
       * `value` less `with`
       */
      delta: number;
      /**
       * Questions that got better by it
       */
      better: number;
      worse: number;
      /**
       * How likely chance alone makes so large a difference; below 0.05 it is worth believing
       */
      p_value: number;
      n: number;
    } | null;
    /**
     * An expected document is cited
     */
    cited_expected: {
      value: number;
      with: number;
      /**
       * `value` less `with`
       */
      delta: number;
      /**
       * Questions that got better by it
       */
      better: number;
      worse: number;
      /**
       * How likely chance alone makes so large a difference; below 0.05 it is worth believing
       */
      p_value: number;
      n: number;
    } | null;
    /**
     * Words in common with the expected answer (F1)
     */
    answer_f1: {
      value: number;
      with: number;
      /**
       * `value` less `with`
       */
      delta: number;
      /**
       * Questions that got better by it
       */
      better: number;
      worse: number;
      /**
       * How likely chance alone makes so large a difference; below 0.05 it is worth believing
       */
      p_value: number;
      n: number;
    } | null;
    /**
     * The expected answer stands in the answer
     */
    answer_contains: {
      value: number;
      with: number;
      /**
       * `value` less `with`
       */
      delta: number;
      /**
       * Questions that got better by it
       */
      better: number;
      worse: number;
      /**
       * How likely chance alone makes so large a difference; below 0.05 it is worth believing
       */
      p_value: number;
      n: number;
    } | null;
    /**
     * Share of an answer’s citations whose quote stands in the document, word for word
     */
    grounded: {
      value: number;
      with: number;
      /**
       * `value` less `with`
       */
      delta: number;
      /**
       * Questions that got better by it
       */
      better: number;
      worse: number;
      /**
       * How likely chance alone makes so large a difference; below 0.05 it is worth believing
       */
      p_value: number;
      n: number;
    } | null;
  };
  /**
   * Questions that are right and were not, or the other way round
   */
  changed: {
    question: string;
    ordinal: number;
    change: 'better' | 'worse';
    /**
     * `right`: all that was expected; `failed`: an error kept it from being answered
     */
    outcome: 'right' | 'wrong' | 'failed';
    /**
     * `right`: all that was expected; `failed`: an error kept it from being answered
     */
    with_outcome: 'right' | 'wrong' | 'failed';
  }[];
}
export interface EvaluationQuestion {
  question: string;
  /**
   * Documents that hold the answer, each by its `id`, `external_id`, URL, file name or title
   */
  expected_documents: string[];
  /**
   * What the answer has to say, as short as can be: `90 metres`
   */
  expected_answer: string | null;
  /**
   * False: the documents do not hold the answer, and it should say so
   */
  answerable: boolean;
  /**
   * Scores are given for each tag, too
   */
  tags: string[];
  /**
   * Its place, from 1
   */
  ordinal: number;
  result: {
    /**
     * `right`: all that was expected; `failed`: an error kept it from being answered
     */
    outcome: 'right' | 'wrong' | 'failed';
    /**
     * The documents that a search finds, by their best passages
     */
    retrieved: {
      rank: number;
      document: {
        /**
         * A UUIDv7
         */
        id: string;
        external_id: string | null;
        title: string | null;
        url: string | null;
      };
      expected: boolean;
    }[];
    /**
     * Expected documents that are not in the project
     */
    missing: string[];
    answer: string | null;
    mode: ('generated' | 'extractive') | null;
    refused: boolean | null;
    citations: {
      n: number;
      document: {
        /**
         * A UUIDv7
         */
        id: string;
        external_id: string | null;
        title: string | null;
        url: string | null;
      };
      page: number | null;
      quote: string;
      expected: boolean;
      /**
       * Whether the quote stands in the document where it is said to
       */
      verbatim: boolean;
    }[];
    /**
     * What the question got; null where a metric is not about it
     */
    metrics: {
      /**
       * All that was expected: refused if it cannot be answered; else answered, an expected document cited, and the expected answer said
       */
      right: number | null;
      /**
       * Share of the expected documents that are the first one found
       */
      recall_at_1: number | null;
      /**
       * Share of the expected documents among the first 5 found
       */
      recall_at_5: number | null;
      /**
       * Share of the expected documents among the first 10 found
       */
      recall_at_10: number | null;
      /**
       * One through the rank of the first expected document, 0 beyond 10
       */
      mrr_at_10: number | null;
      /**
       * Expected documents among the first 10, worth the less the later they come
       */
      ndcg_at_10: number | null;
      /**
       * Answered, of those that can be
       */
      answered: number | null;
      /**
       * Refused, of those that can be answered
       */
      wrongly_refused: number | null;
      /**
       * Refused, of those that cannot be answered
       */
      refused_correctly: number | null;
      /**
       * An expected document is cited
       */
      cited_expected: number | null;
      /**
       * Words in common with the expected answer (F1)
       */
      answer_f1: number | null;
      /**
       * The expected answer stands in the answer
       */
      answer_contains: number | null;
      /**
       * Share of an answer’s citations whose quote stands in the document, word for word
       */
      grounded: number | null;
    };
    latency_ms: number | null;
    error: {
      code: string;
      message: string;
    } | null;
  } | null;
}
export interface ExportAuditEventsQuery {
  format?: 'jsonl' | 'csv';
  /**
   * Only what happened then or later
   */
  from?: string;
  /**
   * Only what happened before
   */
  to?: string;
}
export interface ExportConversationQuery {
  format?: 'json' | 'markdown';
}
export interface ExportedConversation {
  /**
   * A UUIDv7
   */
  id: string;
  project_id: string | null;
  /**
   * Who answers in it; it stays when the agent is deleted
   */
  agent_id: string | null;
  user_id: string | null;
  /**
   * The chat widget in which a visitor began it
   */
  embed_id: string | null;
  title: string | null;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
  message_count: number;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * Of the last message or change
   */
  updated_at: string;
  messages: Message[];
}
export interface ExportedUser {
  user: User;
  conversations: ExportedConversation[];
  memories: Memory[];
}
/**
 * An end user of your own application, who never logs in here
 */
export interface User {
  /**
   * A UUIDv7
   */
  id: string;
  external_id: string | null;
  name: string | null;
  email: string | null;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
}
/**
 * Something remembered about a user
 */
export interface Memory {
  /**
   * A UUIDv7
   */
  id: string;
  /**
   * A UUIDv7
   */
  user_id: string;
  project_id: string | null;
  agent_id: string | null;
  conversation_id: string | null;
  /**
   * `turn`: a message, word for word; `note`: a piece of a text; `fact`: one statement
   */
  kind: 'turn' | 'note' | 'fact';
  /**
   * Of a turn
   */
  role: ('user' | 'assistant' | 'system') | null;
  /**
   * Who said it
   */
  name: string | null;
  content: string;
  /**
   * 0…1: what matters more comes first, and is forgotten last
   */
  importance: number;
  /**
   * How often it was said
   */
  mentions: number;
  /**
   * When it was said first
   */
  occurred_at: string;
  /**
   * RFC 3339, UTC
   */
  valid_from: string;
  /**
   * Null: until something else is heard
   */
  valid_until: string | null;
  /**
   * The memory that contradicts it and is newer
   */
  superseded_by: string | null;
  /**
   * The messages that it is from, at most 50
   */
  sources: {
    /**
     * The message’s, as it was given
     */
    id: string | null;
    role: string | null;
    name: string | null;
    content: string;
    /**
     * RFC 3339, UTC
     */
    at: string;
  }[];
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
}
export interface ExportThreadQuery {
  format?: 'json' | 'markdown';
}
export interface ForgotPasswordBody {
  email: string;
}
export interface GetHealthResult {
  status: 'ok';
}
export interface GetInfoResult {
  version: string;
  engines: {
    /**
     * Version of the database, and whether it is embedded
     */
    database: string;
    /**
     * What ranks words: BM25 (pg_textsearch), or the fallback
     */
    lexical: 'bm25' | 'tsvector';
    /**
     * Which vectors: the packaged encoder, or an endpoint’s model
     */
    embedder: string;
    /**
     * `extractive`, or the language model
     */
    answerer: string;
  };
  limits: {
    file_bytes: number;
    body_bytes: number;
    documents_per_request: number;
  };
}
export interface GetJobResultQuery {
  format?: 'markdown' | 'json' | 'jsonl' | 'text';
}
export interface GetMeResult {
  type: 'key' | 'member' | 'app';
  tenant: {
    /**
     * A UUIDv7
     */
    id: string;
    name: string;
    email?: string;
    /**
     * Whether keys made with `recoverable` are kept, sealed, so that they can be shown again
     */
    recoverable_keys?: boolean;
    /**
     * How many days after its last message a conversation is deleted; null: never
     */
    conversation_days?: number | null;
    /**
     * RFC 3339, UTC
     */
    created_at?: string;
  };
  /**
   * All that it may do, implied ones included
   */
  scopes: (
    | 'ingest'
    | 'query'
    | 'analytics:read'
    | 'projects:read'
    | 'projects:write'
    | 'agents:read'
    | 'agents:write'
    | 'jobs:read'
    | 'jobs:write'
    | 'memory:read'
    | 'memory:write'
    | 'users:read'
    | 'users:write'
    | 'conversations:read'
    | 'conversations:write'
    | 'keys:read'
    | 'keys:write'
    | 'keys:verify'
    | 'embeds:read'
    | 'embeds:write'
    | 'credentials:read'
    | 'credentials:write'
    | 'apps:read'
    | 'apps:write'
    | 'members:read'
    | 'members:write'
    | 'tenant:read'
    | 'tenant:admin'
  )[];
  key?: ApiKey;
  /**
   * Where a derived key calls: whom it was made for, by its `sub`
   */
  derived_for?: string;
  member?: Member;
  app?: App;
  /**
   * What the tenant may have; null: without limit
   */
  plan: {
    name: string;
    /**
     * Pages it may have converted in a month (UTC)
     */
    pages_per_month: number | null;
    /**
     * Jobs that may wait or run at a time
     */
    simultaneous_jobs: number | null;
    /**
     * Its largest file; null: as large as the server takes
     */
    file_bytes: number | null;
    /**
     * How many it allows
     */
    active_keys: number | null;
    /**
     * What it includes of `api`, `ocr`, `crawl` and `webhooks`
     */
    features: string[];
  };
  /**
   * What it has of it; not told to a derived key
   */
  usage?: {
    /**
     * The present one in UTC, as `2026-11`
     */
    month: string;
    /**
     * In it, with those reserved for jobs that wait or run
     */
    pages_used: number;
    /**
     * Null: without limit
     */
    pages_remaining: number | null;
    /**
     * That wait or run
     */
    active_jobs: number;
    /**
     * Counted only where the plan limits them; else null
     */
    active_keys: number | null;
  };
}
/**
 * A person who logs in to the tenant
 */
export interface Member {
  /**
   * A UUIDv7
   */
  id: string;
  email: string;
  /**
   * Empty where it is not known
   */
  first_name: string;
  /**
   * Empty where it is not known
   */
  last_name: string;
  role: 'owner' | 'admin' | 'member' | 'viewer';
  /**
   * `invited`: has not accepted yet; `disabled`: cannot log in, nor do their keys work
   */
  status: 'invited' | 'active' | 'disabled';
  /**
   * Whether a login takes a code as well
   */
  second_factor: boolean;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  last_login_at: string | null;
}
export interface GetProjectUsageQuery {
  /**
   * The first day (UTC); unset: 29 days before `to`
   */
  from?: string;
  /**
   * The last day, which counts as well; unset: today
   */
  to?: string;
  /**
   * What the parts are
   */
  group_by?: 'day' | 'key' | 'project' | 'agent' | 'route';
  /**
   * Only what this key, or another caller, did
   */
  key_id?: string;
  /**
   * Only what concerns this agent
   */
  agent_id?: string;
  format?: 'json' | 'csv';
}
export interface GetReadyResult {
  status: 'ready';
  checks: {
    database: 'ok';
    migrations: 'ok';
    queue: 'ok';
  };
}
export interface GetSetupResult {
  registration: 'open' | 'closed';
  /**
   * Whether nobody has registered yet
   */
  is_new: boolean;
}
export interface GetUsageQuery {
  /**
   * The first day (UTC); unset: 29 days before `to`
   */
  from?: string;
  /**
   * The last day, which counts as well; unset: today
   */
  to?: string;
  /**
   * What the parts are
   */
  group_by?: 'day' | 'key' | 'project' | 'agent' | 'route';
  /**
   * Only what this key, or another caller, did
   */
  key_id?: string;
  /**
   * Only what concerns this agent
   */
  agent_id?: string;
  format?: 'json' | 'csv';
  /**
   * Only what concerns this project
   */
  project_id?: string;
}
export interface GetVisitorConversationResult {
  /**
   * A UUIDv7
   */
  id: string;
  messages: {
    /**
     * A UUIDv7
     */
    id: string;
    role: 'user' | 'assistant';
    content: string;
    citations: EmbedSource[];
  }[];
}
export interface ImportApiKeysBody {
  keys: {
    name: string;
    /**
     * Limits the key to these projects
     *
     * Items: A UUIDv7
     */
    project_ids?: string[];
    /**
     * Limits the key to these agents
     *
     * Items: A UUIDv7
     */
    agent_ids?: string[];
    environment?: 'live' | 'test';
    /**
     * RFC 3339, UTC
     */
    expires_at?: string;
    /**
     * Limits the key to requests from these addresses
     */
    allowed_cidrs?: string[];
    /**
     * Limits how many requests a minute it may make
     */
    rate_limit_per_minute?: number;
    /**
     * Up to 50 facts: texts, numbers, booleans, or lists of them
     */
    metadata?: {
      [k: string]: string | number | boolean | null | (string | number | boolean)[];
    };
    /**
     * SHA-256 of the whole key
     */
    hash: string;
    /**
     * The start of the key, by which people tell it apart; kept readable, so no more than that takes
     */
    prefix: string;
    scopes: (
      | 'ingest'
      | 'query'
      | 'analytics:read'
      | 'projects:read'
      | 'projects:write'
      | 'agents:read'
      | 'agents:write'
      | 'jobs:read'
      | 'jobs:write'
      | 'memory:read'
      | 'memory:write'
      | 'users:read'
      | 'users:write'
      | 'conversations:read'
      | 'conversations:write'
      | 'keys:read'
      | 'keys:write'
      | 'keys:verify'
      | 'embeds:read'
      | 'embeds:write'
      | 'credentials:read'
      | 'credentials:write'
      | 'apps:read'
      | 'apps:write'
      | 'members:read'
      | 'members:write'
      | 'tenant:read'
      | 'tenant:admin'
    )[];
  }[];
}
export interface ImportApiKeysResult {
  data: ApiKey[];
}
export interface IngestResult {
  job: Job;
}
/**
 * One unit of conversion or ingestion, with its progress and outcome
 */
export interface Job {
  /**
   * A UUIDv7
   */
  id: string;
  kind: 'conversion' | 'ingest' | 'reingest';
  /**
   * What it works on, for people: the file, the URL, or the first of many
   */
  name: string;
  /**
   * Null: a conversion that goes into no project
   */
  project_id: string | null;
  /**
   * The source whose visit this is
   */
  source_id: string | null;
  status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  /**
   * Of a conversion in pages, of everything else in documents; `total` grows while a crawl finds more
   */
  progress: {
    done: number;
    total: number;
    unit: 'documents' | 'pages';
  };
  /**
   * What became of each document
   */
  documents: {
    succeeded: number;
    /**
     * Sent before with the same content, so nothing was done
     */
    unchanged: number;
    /**
     * Gone from where they came from, and so deleted here
     */
    removed: number;
    failed: number;
    /**
     * The first 100
     */
    failures: {
      code: string;
      message: string;
      /**
       * File name, URL, external id or title
       */
      source: string;
    }[];
  };
  /**
   * Text is searchable by words as soon as it is read; vectors follow
   */
  passages: {
    /**
     * Found by their words from now on
     */
    searchable: number;
    /**
     * Found by their meaning too
     */
    embedded: number;
  };
  /**
   * Pages read, which count for the plan
   */
  pages: number;
  /**
   * Of a conversion that succeeded: `GET /jobs/{id}/result` has it until then
   */
  result: {
    /**
     * RFC 3339, UTC
     */
    expires_at: string;
  } | null;
  /**
   * Why the job failed: set when no document succeeded
   */
  error: {
    code: string;
    message: string;
  } | null;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}
export interface IngestUpload {
  /**
   * One or more files; any field name will do
   */
  file: Blob[];
  /**
   * For a single file
   */
  title?: string;
  /**
   * For a single file
   */
  external_id?: string;
  /**
   * JSON object, kept with every file
   */
  metadata?: string;
}
export interface InviteMemberBody {
  email: string;
  role: 'owner' | 'admin' | 'member' | 'viewer';
  first_name?: string;
  last_name?: string;
}
export interface ListAgentsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  /**
   * A UUIDv7
   */
  project_id?: string;
}
export interface ListAgentVersionsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
}
export interface ListApiKeysQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  /**
   * Only keys limited to this project, among others perhaps
   */
  project_id?: string;
  /**
   * Only keys limited to this agent, among others perhaps
   */
  agent_id?: string;
  /**
   * Only keys made by this member or key
   */
  created_by?: string;
  environment?: 'live' | 'test';
  is_active?: string;
}
export interface ListAppsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  status?: 'pending' | 'approved' | 'revoked';
}
export interface ListAuditEventsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  /**
   * One action, or all of a resource: `api_key.*`
   */
  action?: string;
  /**
   * Only what this key or member did
   */
  actor_id?: string;
  target_type?: string;
  target_id?: string;
  /**
   * Only what happened then or later
   */
  from?: string;
  /**
   * Only what happened before
   */
  to?: string;
}
export interface ListConversationsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  /**
   * A UUIDv7
   */
  agent_id?: string;
  /**
   * A user’s `id`, or your own `external_id`
   */
  user_id?: string;
  /**
   * A UUIDv7
   */
  project_id?: string;
}
export interface ListCredentialsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
}
export interface ListDocumentChunksQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
}
export interface ListDocumentsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  external_id?: string;
  /**
   * Only those with this in their title, file name, address or external id, in whatever case
   */
  contains?: string;
}
/**
 * A toolset without what its operations take
 */
export interface ListedToolset {
  /**
   * A UUIDv7
   */
  id: string;
  name: string;
  description: string;
  base_url: string;
  credential_id: string | null;
  operations: {
    /**
     * The `operationId`, or method and path such as `get_pets_petId`
     */
    name: string;
    description: string;
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    path: string;
  }[];
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
}
export interface ListEmbedsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  /**
   * A UUIDv7
   */
  project_id?: string;
  /**
   * A UUIDv7
   */
  agent_id?: string;
}
export interface ListEvaluationQuestionsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  /**
   * `wrong`: those that were wrong or failed
   */
  only?: 'wrong';
}
export interface ListEvaluationsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  /**
   * A UUIDv7
   */
  agent_id?: string;
}
export interface ListJobsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  kind?: 'conversion' | 'ingest' | 'reingest';
  status?: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  /**
   * A UUIDv7
   */
  project_id?: string;
}
export interface ListMembersQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  role?: 'owner' | 'admin' | 'member' | 'viewer';
  status?: 'invited' | 'active' | 'disabled';
}
export interface ListMemoriesQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  /**
   * Whose memory: an `id`, or your own `external_id`. A derived key with a `sub` is bound to that user and need not say it
   */
  user_id?: string;
  /**
   * `turn`: a message, word for word; `note`: a piece of a text; `fact`: one statement
   */
  kind?: 'turn' | 'note' | 'fact';
  /**
   * Only those kept to this project
   */
  project_id?: string;
  include_superseded?: string;
}
export interface ListMessagesQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  order?: 'asc' | 'desc';
}
export interface ListModelsResult {
  object: 'list';
  data: OpenAiModel[];
}
export interface OpenAiModel {
  /**
   * A project’s slug, or `slug/agent`
   */
  id: string;
  object: 'model';
  /**
   * Unix time, seconds
   */
  created: number;
  owned_by: 'ragkeep';
}
export interface ListProjectsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
}
export interface ListProvidersQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
}
export interface ListSessionsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
}
export interface ListSourcesQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
}
export interface ListThreadMessagesQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  order?: 'asc' | 'desc';
}
export interface ListThreadsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  /**
   * A UUIDv7
   */
  agent_id?: string;
  /**
   * A user’s `id`, or your own `external_id`
   */
  user_id?: string;
}
export interface ListToolsetsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
}
export interface ListUnansweredQuestionsQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  /**
   * Only of this agent
   */
  agent_id?: string;
}
export interface ListUsersQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
  /**
   * Your own id of the user, unique in the tenant
   */
  external_id?: string;
}
export interface ListWebhookDeliveriesQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
}
export interface ListWebhooksQuery {
  /**
   * How many at most
   */
  limit?: number;
  /**
   * `next_cursor` of the page before
   */
  cursor?: string;
}
/**
 * A new session and whose it is
 */
export interface Login {
  /**
   * JWT for `Authorization: Bearer`; lives 1 hour by default
   */
  access: string;
  /**
   * JWT for `POST /auth/token/refresh`; lives 7 days by default. Absent with `session: cookie`
   */
  refresh?: string;
  user: {
    /**
     * A UUIDv7
     */
    id: string;
    email: string;
    /**
     * Empty where it is not known
     */
    firstName: string;
    /**
     * Empty where it is not known
     */
    lastName: string;
  };
}
export interface LoginBody {
  email: string;
  password: string;
  /**
   * The tenant to log in to
   */
  tenant_id?: string;
  /**
   * Where a second factor is on: six digits of the authenticator app, or a recovery code
   */
  code?: string;
  /**
   * `cookie`, for browsers: the refresh token comes as the cookie `ragkeep_refresh`, which no script can read, and not in the body
   */
  session?: 'token' | 'cookie';
}
export interface OpenAiChatCompletion {
  id: string;
  object: 'chat.completion';
  created: number;
  /**
   * As it was sent
   */
  model: string;
  choices: {
    index: 0;
    message: {
      role: 'assistant';
      content: string | null;
      refusal: null;
      annotations: {
        [k: string]: unknown;
      }[];
      tool_calls?: {
        id: string;
        type: 'function';
        function: {
          name: string;
          arguments: string;
        };
      }[];
    };
    logprobs: null;
    finish_reason: 'stop' | 'length' | 'tool_calls';
  }[];
  /**
   * As the language model counts, else counted by us (o200k_base)
   */
  usage: {
    prompt_tokens: number;
    completion_tokens: number;
    total_tokens: number;
  };
  system_fingerprint: null;
  /**
   * Ours: the sources, `n` as it stands in the text
   */
  citations: Citation[];
  /**
   * Ours: whether the documents did not hold the answer
   */
  refused: boolean;
}
export interface OpenAiEmbeddings {
  object: 'list';
  data: {
    object: 'embedding';
    index: number;
    embedding: number[] | string;
  }[];
  /**
   * As it was sent
   */
  model: string;
  usage: {
    prompt_tokens: number;
    total_tokens: number;
  };
}
/**
 * An error as OpenAI’s API answers it, and as its clients understand it.
 */
export interface OpenAiError {
  error: {
    /**
     * What went wrong and what to do, for a person
     */
    message: string;
    /**
     * `invalid_request_error`, `requests` (429) or `server_error` (5xx)
     */
    type: string;
    /**
     * The field that is wrong
     */
    param: string | null;
    /**
     * The stable name for programs
     */
    code: string | null;
  };
}
/**
 * One call that agents may be allowed
 */
export interface Operation {
  /**
   * The `operationId`, or method and path such as `get_pets_petId`
   */
  name: string;
  description: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  parameters: {
    name: string;
    in: 'path' | 'query' | 'header';
    required: boolean;
    description: string;
    /**
     * JSON Schema
     */
    schema: {
      [k: string]: unknown;
    };
    /**
     * Whether a list is sent as one parameter per value
     */
    explode: boolean;
  }[];
  /**
   * Sent as JSON
   */
  body: {
    required: boolean;
    /**
     * JSON Schema
     */
    schema: {
      [k: string]: unknown;
    };
  } | null;
}
/**
 * A knowledge base: documents, and the agents that answer from them
 */
export interface Project {
  /**
   * A UUIDv7
   */
  id: string;
  /**
   * Names the project in URLs, and as `model` for OpenAI clients
   */
  slug: string;
  name: string;
  description: string;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
  /**
   * The agent it was born with, or the oldest that is left
   */
  agent_id: string;
  /**
   * How many documents it holds
   */
  documents: number;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
}
/**
 * A language model of the tenant’s own, which its agents may answer with
 */
export interface Provider {
  /**
   * A UUIDv7
   */
  id: string;
  name: string;
  base_url: string;
  /**
   * The model for agents that name none
   */
  model: string;
  /**
   * A credential that is sent with each request. Its `hosts` must hold the host of `base_url`
   */
  credential_id: string | null;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
}
/**
 * Whether a provider’s endpoint answers
 */
export interface ProviderTest {
  /**
   * Whether the status was 2xx
   */
  ok: boolean;
  /**
   * What the endpoint answered; null when there was no answer
   */
  status: number | null;
  /**
   * Those that it lists, at most 200; null where it lists none
   */
  models: string[] | null;
  /**
   * For people
   */
  message: string;
}
/**
 * An agent that answers with a provider
 */
export interface ProviderUse {
  /**
   * A UUIDv7
   */
  id: string;
  name: string;
  /**
   * A UUIDv7
   */
  project_id: string;
}
/**
 * A provider, and where it is used
 */
export interface ProviderWithUses {
  /**
   * A UUIDv7
   */
  id: string;
  name: string;
  base_url: string;
  /**
   * The model for agents that name none
   */
  model: string;
  /**
   * A credential that is sent with each request. Its `hosts` must hold the host of `base_url`
   */
  credential_id: string | null;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
  /**
   * Agents that answer with it, at most 100
   */
  used_by: ProviderUse[];
}
export interface PublishAgentBody {
  version: number;
}
export interface QueryAgentBody {
  message: string;
  /**
   * Goes on with a conversation of this agent; without it a new one begins
   */
  conversation_id?: string;
  /**
   * Who asks: a user’s `id` or your own `external_id`, which is made a user if it is new. What is remembered about them is used, and added to, where the credential holds `memory:read` and `memory:write`
   */
  user_id?: string;
  /**
   * False: nothing of it is kept, neither conversation nor memory
   */
  store?: boolean;
  /**
   * Another version of the agent than the published one; needs `agents:read` as well
   */
  version?: number;
  /**
   * Instead of the agent’s own
   */
  citation_style?: 'numbers' | 'footnotes' | 'none';
  /**
   * Conditions on the documents’ metadata, all of which must hold: `{"lang": ["en","de"], "year": {"gte": 2020}}`. `document_id`, `external_id`, `title` and `url` mean the document’s own fields
   */
  filter?: {
    [k: string]: unknown;
  };
}
export interface QueryAgentEvents {
  token: {
    text: string;
  };
  citation: Citation;
  done: Answer;
}
export interface QueryEmbedBody {
  message: string;
  /**
   * Goes on with a conversation of this visitor; without it a new one begins
   */
  conversation_id?: string;
}
export interface QueryEmbedEvents {
  token: {
    text: string;
  };
  citation: EmbedSource;
  done: EmbedAnswer;
}
export interface QueryMemoryBody {
  /**
   * Whose memory: an `id`, or your own `external_id`. A derived key with a `sub` is bound to that user and need not say it
   */
  user_id?: string;
  query: string;
  top_k?: number;
  /**
   * What `context` holds at most, in tokens of `o200k_base`
   */
  token_budget?: number;
  /**
   * Only those kept to this project, and those kept to none
   */
  project_id?: string;
  /**
   * As of that time: what was said later does not exist, and what held then counts
   */
  at?: string;
}
export interface QueryMemoryResult {
  /**
   * Facts, then what was said by day and conversation, oldest first; the best of it if not all fits
   */
  context: string;
  memories: RecalledMemory[];
}
export interface RecalledMemory {
  /**
   * A UUIDv7
   */
  id: string;
  /**
   * A UUIDv7
   */
  user_id: string;
  project_id: string | null;
  agent_id: string | null;
  conversation_id: string | null;
  /**
   * `turn`: a message, word for word; `note`: a piece of a text; `fact`: one statement
   */
  kind: 'turn' | 'note' | 'fact';
  /**
   * Of a turn
   */
  role: ('user' | 'assistant' | 'system') | null;
  /**
   * Who said it
   */
  name: string | null;
  content: string;
  /**
   * 0…1: what matters more comes first, and is forgotten last
   */
  importance: number;
  /**
   * How often it was said
   */
  mentions: number;
  /**
   * When it was said first
   */
  occurred_at: string;
  /**
   * RFC 3339, UTC
   */
  valid_from: string;
  /**
   * Null: until something else is heard
   */
  valid_until: string | null;
  /**
   * The memory that contradicts it and is newer
   */
  superseded_by: string | null;
  /**
   * The messages that it is from, at most 50
   */
  sources: {
    /**
     * The message’s, as it was given
     */
    id: string | null;
    role: string | null;
    name: string | null;
    content: string;
    /**
     * RFC 3339, UTC
     */
    at: string;
  }[];
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
  /**
   * By which they are ordered; comparable within one answer only
   */
  score: number;
  scores: {
    /**
     * By words, its own and its neighbours’: a share of the best
     */
    lexical: number;
    /**
     * By meaning: a share of the nearest; 0 while there is no vector
     */
    semantic: number;
    /**
     * 1 for now, less by two thirds each 30 days
     */
    recency: number;
  };
}
export interface RefreshSessionBody {
  /**
   * Without it the cookie `ragkeep_refresh` is taken
   */
  refresh?: string;
  rotate?: boolean;
}
export interface RefreshSessionResult {
  /**
   * JWT for `Authorization: Bearer`; lives 1 hour by default
   */
  access: string;
  /**
   * JWT for `POST /auth/token/refresh`; lives 7 days by default. Absent with `session: cookie`
   */
  refresh?: string;
}
export interface RegisterBody {
  email: string;
  password: string;
  /**
   * The tenant’s; your e-mail address by default
   */
  name?: string;
  firstName?: string;
  lastName?: string;
  /**
   * `cookie`, for browsers: the refresh token comes as the cookie `ragkeep_refresh`, which no script can read, and not in the body
   */
  session?: 'token' | 'cookie';
}
export interface ReingestDocumentResult {
  job: Job;
}
export interface ReportLeakedApiKeyBody {
  key: string;
  /**
   * Where it was found; the tenant is told
   */
  found_at?: string;
}
export interface ReportLeakedApiKeyResult {
  message: string;
}
export interface ResetPasswordBody {
  /**
   * From the mailed link
   */
  token: string;
  password: string;
}
export interface RevealApiKeyResult {
  raw_key: string;
}
export interface RevokeApiKeysBody {
  /**
   * Items: A UUIDv7
   */
  ids?: string[];
  /**
   * Limited to this project, among others perhaps
   */
  project_id?: string;
  /**
   * Made by this member or key
   */
  created_by?: string;
  /**
   * Bound to this member
   */
  member_id?: string;
  environment?: 'live' | 'test';
  /**
   * The name begins with this
   */
  name_prefix?: string;
  /**
   * Neither used nor made since then
   */
  unused_since?: string;
  /**
   * Has these facts, among others perhaps
   */
  metadata?: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
}
export interface RevokeApiKeysResult {
  revoked: number;
  /**
   * Items: A UUIDv7
   */
  ids: string[];
}
export interface RotateApiKeyBody {
  grace_seconds?: number;
}
export interface SearchBody {
  query: string;
  top_k?: number;
  mode?: 'hybrid' | 'lexical' | 'semantic';
  /**
   * Conditions on the documents’ metadata, all of which must hold: `{"lang": ["en","de"], "year": {"gte": 2020}}`. `document_id`, `external_id`, `title` and `url` mean the document’s own fields
   */
  filter?: {
    [k: string]: unknown;
  };
}
export interface SearchResponse {
  results: SearchResult[];
  took_ms: number;
  /**
   * Set when vectors could not be used and the results rest on words alone
   */
  degraded: 'semantic_unavailable' | null;
}
export interface SearchResult {
  /**
   * A UUIDv7
   */
  chunk_id: string;
  text: string;
  heading: string;
  /**
   * By which results are ordered; comparable within one answer only
   */
  score: number;
  scores: {
    /**
     * BM25; null if not among the best by words
     */
    lexical: number | null;
    /**
     * Cosine; null if not among the best by meaning
     */
    semantic: number | null;
  };
  document: {
    /**
     * A UUIDv7
     */
    id: string;
    external_id: string | null;
    title: string | null;
    url: string | null;
    metadata: {
      [k: string]: unknown;
    };
  };
  page: number | null;
  /**
   * Where it begins in the document’s Markdown (UTF-16 code units)
   */
  start: number;
  end: number;
}
/**
 * A login that still runs
 */
export interface Session {
  /**
   * A UUIDv7
   */
  id: string;
  /**
   * Whether it is the one you ask with
   */
  current: boolean;
  /**
   * What the login was made with
   */
  user_agent: string | null;
  /**
   * Where the login came from
   */
  address: string | null;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * When it last got an access token
   */
  last_used_at: string;
  /**
   * RFC 3339, UTC
   */
  expires_at: string;
}
/**
 * Where documents of a project come from again and again: a list of pages, a sitemap or a crawl
 */
export interface Source {
  /**
   * A UUIDv7
   */
  id: string;
  /**
   * A UUIDv7
   */
  project_id: string;
  name: string;
  /**
   * Of the three, the one that it is; the others are null
   */
  urls: string[] | null;
  sitemap: {
    /**
     * Of a sitemap or an index of sitemaps, XML, gzipped XML or text
     */
    url: string;
    /**
     * Pages at most
     */
    max_pages: number;
    /**
     * Only pages whose paths match one of these; empty: all
     *
     * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
     */
    include: string[];
    /**
     * No pages whose paths match one of these
     *
     * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
     */
    exclude: string[];
    /**
     * Whether names below the start’s host count as well
     */
    subdomains: boolean;
  } | null;
  crawl: {
    /**
     * Where it begins
     */
    url: string;
    /**
     * Links followed from the start
     */
    max_depth: number;
    /**
     * Pages at most
     */
    max_pages: number;
    /**
     * Only pages whose paths match one of these; empty: all
     *
     * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
     */
    include: string[];
    /**
     * No pages whose paths match one of these
     *
     * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
     */
    exclude: string[];
    /**
     * Whether names below the start’s host count as well
     */
    subdomains: boolean;
  } | null;
  /**
   * How often it is visited again; null: only when asked to
   */
  every_hours: number | null;
  credential_id: string | null;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
  /**
   * How many documents it brought that are there now
   */
  documents: number;
  next_visit_at: string | null;
  /**
   * Its last visit; `GET /jobs/{id}` says more
   */
  last_job: {
    /**
     * A UUIDv7
     */
    id: string;
    status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
    documents: {
      succeeded: number;
      /**
       * Sent before with the same content, so nothing was done
       */
      unchanged: number;
      /**
       * Gone from where they came from, and so deleted here
       */
      removed: number;
      failed: number;
    };
    finished_at: string | null;
  } | null;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
}
export interface StreamJobEventsEvents {
  progress: Job;
  end: Job;
}
/**
 * The boundary of isolation: what belongs to it is invisible to every other tenant
 */
export interface Tenant {
  /**
   * A UUIDv7
   */
  id: string;
  name: string;
  email: string;
  /**
   * Whether keys made with `recoverable` are kept, sealed, so that they can be shown again
   */
  recoverable_keys: boolean;
  /**
   * How many days after its last message a conversation is deleted; null: never
   */
  conversation_days: number | null;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
}
export interface TestCredentialBody {
  url: string;
}
/**
 * Calls of an HTTP API that agents may be allowed
 */
export interface Toolset {
  /**
   * A UUIDv7
   */
  id: string;
  name: string;
  description: string;
  base_url: string;
  credential_id: string | null;
  operations: Operation[];
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
}
export interface UnansweredQuestion {
  /**
   * Of the message that is the answer
   */
  id: string;
  question: string;
  agent_id: string | null;
  /**
   * A UUIDv7
   */
  conversation_id: string;
  /**
   * RFC 3339, UTC
   */
  asked_at: string;
}
export interface UpdateAgentBody {
  name?: string;
  description?: string;
  /**
   * Persona and rules for generated answers
   */
  instructions?: string;
  /**
   * What it says when the documents do not hold the answer
   */
  refusal?: string;
  temperature?: number | null;
  /**
   * The provider whose language model it answers with; null for the server’s own
   */
  provider_id?: string | null;
  /**
   * A model of the provider, or of the server’s endpoint; null for its default
   */
  model?: string | null;
  /**
   * How many passages it reads for an answer
   */
  top_k?: number;
  /**
   * How it looks for passages
   */
  search_mode?: 'hybrid' | 'lexical' | 'semantic';
  /**
   * On every search it makes, besides the caller’s own
   */
  filter?: {
    [k: string]: unknown;
  } | null;
  /**
   * How many tokens of the passages are given to the language model at most
   */
  source_tokens?: number;
  /**
   * How the text names its sources: `[1]`; the same with a list of the sources below; or not at all, so that only `citations` does
   */
  citation_style?: 'numbers' | 'footnotes' | 'none';
  /**
   * Whether it uses, and adds to, what is remembered about the user
   */
  use_memory?: boolean;
  /**
   * Calls of HTTP APIs that it may make before it answers; see Toolsets
   */
  tools?: {
    /**
     * A UUIDv7
     */
    toolset_id: string;
    /**
     * Those of the toolset that it may call, and no others
     *
     * Items: The `operationId`, or method and path such as `get_pets_petId`
     */
    operations: string[];
  }[];
  publish?: boolean;
}
export interface UpdateApiKeyBody {
  name?: string;
  scopes?: (
    | 'ingest'
    | 'query'
    | 'analytics:read'
    | 'projects:read'
    | 'projects:write'
    | 'agents:read'
    | 'agents:write'
    | 'jobs:read'
    | 'jobs:write'
    | 'memory:read'
    | 'memory:write'
    | 'users:read'
    | 'users:write'
    | 'conversations:read'
    | 'conversations:write'
    | 'keys:read'
    | 'keys:write'
    | 'keys:verify'
    | 'embeds:read'
    | 'embeds:write'
    | 'credentials:read'
    | 'credentials:write'
    | 'apps:read'
    | 'apps:write'
    | 'members:read'
    | 'members:write'
    | 'tenant:read'
    | 'tenant:admin'
  )[];
  /**
   * Items: A UUIDv7
   */
  project_ids?: string[];
  /**
   * Items: A UUIDv7
   */
  agent_ids?: string[];
  /**
   * RFC 3339, UTC
   */
  expires_at?: string;
  allowed_cidrs?: string[];
  rate_limit_per_minute?: number;
  /**
   * `false` ends the key for good, as DELETE does
   */
  is_active?: false;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata?: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
}
export interface UpdateAppBody {
  name?: string;
  description?: string;
}
export interface UpdateConversationBody {
  title?: string | null;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata?: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
}
export interface UpdateCredentialBody {
  name?: string;
  /**
   * The only hosts the secret is sent to: `wiki.example.com`, `wiki.example.com:8443`, `*.example.com` for every name below. Without a port, the usual one. Always over https, but for this machine’s own addresses; `http://wiki.example.com` allows plain http too
   */
  hosts?: string[];
  /**
   * Of the kind `bearer`
   */
  token?: string;
  /**
   * Of the kind `basic`
   */
  username?: string;
  /**
   * Of the kind `basic`
   */
  password?: string;
  /**
   * Of the kind `header`
   */
  header?: string;
  /**
   * Of the kind `header`
   */
  value?: string;
  /**
   * The token endpoint, over https but for this machine’s own addresses. The client’s secret is sent there only
   */
  token_url?: string;
  client_id?: string;
  client_secret?: string;
  scope?: string | null;
  audience?: string | null;
  resource?: string | null;
  /**
   * Whether id and secret are sent as `Authorization: Basic …` or in the body of the request for a token
   */
  client_authentication?: 'basic' | 'body';
}
export interface UpdateEmbedBody {
  /**
   * For the tenant’s people; visitors do not see it
   */
  name?: string;
  /**
   * Who answers
   */
  agent_id?: string;
  /**
   * The origins of the pages that may show the widget. Empty: none may
   *
   * Items: `https://www.example.com`; `https://*.example.com` for every name below it; `http://localhost:3000`
   */
  origins?: string[];
  /**
   * At the widget’s top, and what assistive technology calls it
   */
  title?: string;
  /**
   * Said before the first question; a little Markdown. Empty: nothing is said
   */
  greeting?: string;
  /**
   * In the empty field for the question
   */
  placeholder?: string;
  /**
   * Offered before the first question
   */
  suggested_questions?: string[];
  /**
   * The launcher’s, the head’s and the visitor’s own messages’; what stands on it is black or white
   */
  color?: string;
  /**
   * The corner of the page at whose bottom it stands
   */
  position?: 'left' | 'right';
  /**
   * `auto`: as the visitor’s system has it
   */
  theme?: 'light' | 'dark' | 'auto';
  /**
   * Whether answers come with their sources. Off: none leave the server
   */
  show_citations?: boolean;
  /**
   * Questions per minute of one visitor, and likewise of one address
   */
  rate_limit_per_minute?: number;
  /**
   * Questions per day (UTC) of all visitors together
   */
  daily_limit?: number;
  /**
   * Off: no page shows it and no question is answered
   */
  is_active?: boolean;
}
export interface UpdateMemberBody {
  role?: 'owner' | 'admin' | 'member' | 'viewer';
  first_name?: string;
  last_name?: string;
  status?: 'active' | 'disabled';
}
export interface UpdateMemoryBody {
  content?: string;
  /**
   * 0…1: what matters more comes first, and is forgotten last
   */
  importance?: number;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata?: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
  valid_until?: string | null;
}
export interface UpdateProfileBody {
  first_name?: string;
  last_name?: string;
}
export interface UpdateProjectBody {
  name?: string;
  /**
   * Names the project in URLs, and as `model` for OpenAI clients
   */
  slug?: string;
  description?: string | '';
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata?: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
}
export interface UpdateProviderBody {
  name?: string;
  /**
   * Where the paths of an API like OpenAI’s begin, such as `https://api.openai.com/v1`
   */
  base_url?: string;
  /**
   * The model for agents that name none
   */
  model?: string;
  /**
   * A credential that is sent with each request. Its `hosts` must hold the host of `base_url`
   */
  credential_id?: string | null;
}
export interface UpdateSourceBody {
  name?: string;
  /**
   * Pages or files, each by itself: no link is followed, and robots.txt not asked
   */
  urls?: string[];
  /**
   * The pages that a sitemap names, on its own host, as robots.txt allows
   */
  sitemap?: {
    /**
     * Of a sitemap or an index of sitemaps, XML, gzipped XML or text
     */
    url: string;
    /**
     * Pages at most
     */
    max_pages?: number;
    /**
     * Only pages whose paths match one of these; empty: all
     *
     * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
     */
    include?: string[];
    /**
     * No pages whose paths match one of these
     *
     * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
     */
    exclude?: string[];
    /**
     * Whether names below the start’s host count as well
     */
    subdomains?: boolean;
  };
  /**
   * The start, and the pages of its host that links lead to, nearest first, as robots.txt allows
   */
  crawl?: {
    /**
     * Where it begins
     */
    url: string;
    /**
     * Links followed from the start
     */
    max_depth?: number;
    /**
     * Pages at most
     */
    max_pages?: number;
    /**
     * Only pages whose paths match one of these; empty: all
     *
     * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
     */
    include?: string[];
    /**
     * No pages whose paths match one of these
     *
     * Items: A path, in which `*` stands for any characters, as `/docs/*`; with a `?` it is held against the query too
     */
    exclude?: string[];
    /**
     * Whether names below the start’s host count as well
     */
    subdomains?: boolean;
  };
  /**
   * How often it is visited again; null: only when asked to
   */
  every_hours?: number | null;
  credential_id?: string | null;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata?: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
}
export interface UpdateTenantBody {
  name?: string;
  email?: string;
  /**
   * Turning it off forgets all copies that were kept
   */
  recoverable_keys?: boolean;
  /**
   * Counts for the conversations that are there, too; looked at once an hour
   */
  conversation_days?: number | null;
}
export interface UpdateThreadBody {
  title?: string | null;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata?: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
}
export interface UpdateToolsetBody {
  name?: string;
  description?: string;
  /**
   * The API’s description, OpenAPI 3.0 or 3.1 as JSON. What is needed to call the operations is kept
   */
  openapi?: {
    [k: string]: unknown;
  };
  /**
   * Where the paths of the description begin; without it, its first server
   */
  base_url?: string;
  /**
   * Sent with each call. Its `hosts` must hold the host of `base_url`
   */
  credential_id?: string | null;
  /**
   * Those that are kept; without it, every GET operation of the description
   *
   * Items: The `operationId`, or method and path such as `get_pets_petId`
   */
  operations?: string[];
}
export interface UpdateUserBody {
  external_id?: string | null;
  name?: string | null;
  email?: string | null;
  /**
   * Up to 50 facts: texts, numbers, booleans, or lists of them
   */
  metadata?: {
    [k: string]: string | number | boolean | null | (string | number | boolean)[];
  };
}
export interface UpdateWebhookBody {
  /**
   * Where events are sent with POST. Redirects are not followed
   */
  url?: string;
  /**
   * What it is told of
   */
  events?: ('job.succeeded' | 'job.failed' | 'job.cancelled')[];
  /**
   * For people
   */
  description?: string;
  /**
   * Sent with each delivery. Its `hosts` must hold the host of `url`; naming one takes `credentials:read`
   */
  credential_id?: string | null;
  is_active?: boolean;
}
/**
 * What was used in a period, in parts
 */
export interface Usage {
  /**
   * A day in UTC, as 2026-01-31
   */
  from: string;
  /**
   * A day in UTC, as 2026-01-31
   */
  to: string;
  group_by: 'day' | 'key' | 'project' | 'agent' | 'route';
  totals: UsageCounts;
  /**
   * Every day of the period, oldest first; of anything else the 1,000 with the most requests, these first
   */
  data: UsageRow[];
}
export interface UsageCounts {
  /**
   * Of known callers; those without a valid credential belong to no tenant
   */
  requests: number;
  /**
   * The requests by the class of their status
   */
  statuses: {
    '2xx': number;
    '3xx': number;
    '4xx': number;
    '5xx': number;
  };
  /**
   * Requests that were answered by 4xx or 5xx
   */
  errors: number;
  /**
   * Questions that were answered, by whatever way they came
   */
  queries: number;
  /**
   * Of these, those to which the documents did not hold the answer
   */
  unanswered: number;
  searches: number;
  /**
   * Pages that were converted, as the plan counts them
   */
  pages: number;
  /**
   * Of the language model
   */
  tokens: {
    prompt: number;
    completion: number;
  };
  /**
   * From a request’s arrival to the end of its answer, within 4.4 %; null without requests
   */
  latency_ms: {
    p50: number;
    p95: number;
    p99: number;
  } | null;
}
export interface UsageRow {
  /**
   * A day in UTC, as 2026-01-31
   */
  day?: string;
  /**
   * Who called; null for work that nobody waits for
   */
  key?: {
    /**
     * A UUIDv7
     */
    id: string;
    /**
     * Null when it is gone
     */
    name: string | null;
    /**
     * `key`, `member`, `app` or `embed`
     */
    type: string;
  } | null;
  /**
   * Null for what concerns none
   */
  project?: {
    /**
     * A UUIDv7
     */
    id: string;
    /**
     * Null when it is gone
     */
    name: string | null;
  } | null;
  /**
   * Null for what concerns none
   */
  agent?: {
    /**
     * A UUIDv7
     */
    id: string;
    /**
     * Null when it is gone
     */
    name: string | null;
  } | null;
  /**
   * As `POST /api/v1/agents/:id/query`; null for work that nobody waits for
   */
  route?: string | null;
  /**
   * Of known callers; those without a valid credential belong to no tenant
   */
  requests: number;
  /**
   * The requests by the class of their status
   */
  statuses: {
    '2xx': number;
    '3xx': number;
    '4xx': number;
    '5xx': number;
  };
  /**
   * Requests that were answered by 4xx or 5xx
   */
  errors: number;
  /**
   * Questions that were answered, by whatever way they came
   */
  queries: number;
  /**
   * Of these, those to which the documents did not hold the answer
   */
  unanswered: number;
  searches: number;
  /**
   * Pages that were converted, as the plan counts them
   */
  pages: number;
  /**
   * Of the language model
   */
  tokens: {
    prompt: number;
    completion: number;
  };
  /**
   * From a request’s arrival to the end of its answer, within 4.4 %; null without requests
   */
  latency_ms: {
    p50: number;
    p95: number;
    p99: number;
  } | null;
}
export interface VerifyApiKeyBody {
  /**
   * As it was received
   */
  key: string;
  /**
   * Scopes that it must hold, all of them
   */
  required_scopes?: (
    | 'ingest'
    | 'query'
    | 'analytics:read'
    | 'projects:read'
    | 'projects:write'
    | 'agents:read'
    | 'agents:write'
    | 'jobs:read'
    | 'jobs:write'
    | 'memory:read'
    | 'memory:write'
    | 'users:read'
    | 'users:write'
    | 'conversations:read'
    | 'conversations:write'
    | 'keys:read'
    | 'keys:write'
    | 'keys:verify'
    | 'embeds:read'
    | 'embeds:write'
    | 'credentials:read'
    | 'credentials:write'
    | 'apps:read'
    | 'apps:write'
    | 'members:read'
    | 'members:write'
    | 'tenant:read'
    | 'tenant:admin'
  )[];
  /**
   * Where it came from. A key with `allowed_cidrs` is valid only for an address that is one of them
   */
  address?: string;
}
export interface VerifyAuditEventsResult {
  intact: boolean;
  /**
   * How many were found good, from the first on
   */
  events: number;
  /**
   * The end of the chain as it is noted
   */
  head: {
    seq: number;
    hash: string;
  };
  /**
   * The first event that is not as it was written; null when intact
   */
  broken_at: number | null;
  /**
   * `head`: the note of where the chain ends does not belong to its events
   */
  reason: ('changed' | 'missing' | 'head') | null;
}
export interface VisitSourceResult {
  job: Job;
}
/**
 * An address that is told when jobs end
 */
export interface Webhook {
  /**
   * A UUIDv7
   */
  id: string;
  url: string;
  events: ('job.succeeded' | 'job.failed' | 'job.cancelled')[];
  description: string;
  credential_id: string | null;
  /**
   * Off: what becomes due fails instead of being sent. An answer of 410 turns it off
   */
  is_active: boolean;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
}
/**
 * One event on its way to a webhook
 */
export interface WebhookDelivery {
  /**
   * Sent as `webhook-id`, the same at every attempt
   */
  id: string;
  /**
   * A UUIDv7
   */
  webhook_id: string;
  event: 'job.succeeded' | 'job.failed' | 'job.cancelled' | 'webhook.test';
  status: 'pending' | 'delivered' | 'failed';
  /**
   * Made so far, since it was last asked for
   */
  attempts: number;
  next_attempt_at: string | null;
  /**
   * What the last attempt was answered; null when there was no answer
   */
  response_status: number | null;
  /**
   * Why the last attempt failed
   */
  error: string | null;
  /**
   * As it is signed and sent: JSON
   */
  body: string;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  finished_at: string | null;
}
/**
 * A webhook with the only sight of its secret
 */
export interface WebhookWithSecret {
  /**
   * A UUIDv7
   */
  id: string;
  url: string;
  events: ('job.succeeded' | 'job.failed' | 'job.cancelled')[];
  description: string;
  credential_id: string | null;
  /**
   * Off: what becomes due fails instead of being sent. An answer of 410 turns it off
   */
  is_active: boolean;
  /**
   * RFC 3339, UTC
   */
  created_at: string;
  /**
   * RFC 3339, UTC
   */
  updated_at: string;
  /**
   * Verifies signatures (`whsec_…`). It is shown here and never again
   */
  secret: string;
}
