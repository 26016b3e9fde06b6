/** Whose memory it is, and in whose reach. */
export interface Owner {
  tenantId: string;
  userId: string;
  projectId: string | null;
  agentId: string | null;
}

/** A message that a memory is from. */
export interface Source {
  /** The caller's own, or that of a message of ours. */
  id: string | null;
  role: string | null;
  name: string | null;
  /** Null: the memory's own content. */
  content: string | null;
  at: Date;
}

export type Role = 'user' | 'assistant' | 'system';

/** `turn`: what was said, word for word; `note`: a piece of a text; `fact`: one statement, the caller's or a model's. */
export type Kind = 'turn' | 'note' | 'fact';

/** Something to remember. */
export interface NewMemory {
  kind: Kind;
  conversationId: string | null;
  /** Of a turn. */
  role: Role | null;
  /** Who said it. */
  name: string | null;
  content: string;
  /** 0…1. */
  importance: number;
  /** When it was said. */
  occurredAt: Date;
  /** From when on it holds; null: since it was said. */
  validFrom: Date | null;
  /** Until when; null: until something else is heard. */
  validUntil: Date | null;
  metadata: object;
  sources: Source[];
  /** Ids of memories of the same user and reach that it contradicts. Those of the same slot need not be named. */
  supersedes?: readonly string[];
}

/**
 * What became of a new memory. `added`; `merged` into one that says the same; `superseded`: kept, but something newer that
 * contradicts it was known already.
 */
export type Outcome = 'added' | 'merged' | 'superseded';

export interface Kept {
  id: string;
  status: Outcome;
  /** Those that it superseded. */
  superseded: string[];
}

/** A message to remember. */
export interface RememberedMessage {
  role: Role;
  content: string;
  name?: string | undefined;
  /** Now, if it is not said. */
  at?: Date | undefined;
  id?: string | undefined;
  metadata?: object | undefined;
}
