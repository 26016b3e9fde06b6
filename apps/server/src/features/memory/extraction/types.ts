/** A turn that facts are extracted from. */
export interface Turn {
  id: string;
  role: string | null;
  /** Who said it. */
  name: string | null;
  content: string;
  /** When it was said. */
  at: Date;
  /** The message it came as: the caller's own id, or that of a message of ours. */
  messageId: string | null;
}

/** A fact that is held true of the same user in the same reach. */
export interface KnownFact {
  id: string;
  name: string | null;
  content: string;
  validFrom: Date;
  /** When it was last said. */
  mentionedAt: Date;
}

/** What the model says is to be done with a fact. */
export type Operation = 'add' | 'merge' | 'supersede' | 'ignore';

/** A fact as the model gives it: well-formed, and not more than that. */
export interface Extracted {
  text: string;
  operation: Operation;
  /** The number of the known fact that it repeats or contradicts, from 1. */
  known: number | null;
  /** Numbers of the turns that say it, from 1. */
  sources: number[];
  /** 0…1. */
  importance: number;
  /** Null: not said. */
  validFrom: Date | null;
}
