import type { Message, Options, Usage } from '../../platform/llm/index.ts';

/** A retrieved piece of a document. `text` is the slice `start..end` of the document's Markdown. */
export interface Passage {
  chunkId: string;
  text: string;
  /** Titles of the sections the passage stands in, outermost first; empty when there are none. */
  heading: string;
  score: number;
  scores: { lexical: number | null; semantic: number | null };
  page: number | null;
  /** Pages the passage touches, in order; offsets in the document's Markdown. Null for formats without pages. */
  pages: { number: number; start: number; end: number }[] | null;
  /** UTF-16 offsets in the document's Markdown. */
  start: number;
  end: number;
  document: { id: string; external_id: string | null; title: string | null; url: string | null };
}

/** One numbered proof: `quote` is exactly the characters `start..end` of the document's Markdown. */
export interface Citation {
  /** The number the answer's text uses: `[n]`. */
  n: number;
  chunkId: string;
  document: Passage['document'];
  /** Page on which the quote starts. */
  page: number | null;
  quote: string;
  start: number;
  end: number;
}

export interface Answer {
  /** In the citation style that was asked for. */
  answer: string;
  citations: Citation[];
  mode: 'generated' | 'extractive';
  /** True when the passages do not hold an answer; there are no citations then. */
  refused: boolean;
  /** What the model charged for; null when no model ran or the endpoint does not count. */
  usage: Usage | null;
  /** Why it ended: `length` when a limit of `options` cut it off, `tool_calls` when the model calls tools of the caller's. */
  finish: 'stop' | 'length' | 'tool_calls';
  /** Calls of the tools in `options.tools`, which the caller makes himself. */
  toolCalls: { id: string; name: string; arguments: string }[];
}

/**
 * How sources are named: `[n]` in the text; the same with a list of the sources below; or nothing in the text, so that
 * only `citations` says it.
 */
export type CitationStyle = 'numbers' | 'footnotes' | 'none';

export interface AnswerRequest {
  question: string;
  /** Best first. */
  passages: Passage[];
  /** Earlier turns of the conversation, oldest first, without the question itself. */
  history?: Message[];
  /** What came after the question: the model's calls of the caller's tools, and what those answered. */
  after?: Message[];
  /** What is remembered about the user: it may shape an answer, but proves nothing and is never cited. */
  memory?: string | null;
  /** What the agent's own tools answered, as data. */
  toolResults?: { name: string; arguments: string; result: string }[];
  agent: {
    /** The owner's words on tone and behaviour, for the model only. */
    instructions: string | null;
    /** What is said when the documents hold no answer. */
    refusal: string;
    temperature: number | null;
    /** Overrides the configured model. */
    model: string | null;
    /** How many tokens of passages the model is given at most. */
    sourceTokens: number;
    citationStyle: CitationStyle;
  };
  /** For the model, as they are; `stop` and `max_tokens` hold for extractive answers, too. */
  options?: Options;
}

/**
 * The texts of all `token` events, joined, are the `answer` of the final `done` event. A `citation` comes after the first
 * token that holds its number; the last word on its quote has `done`.
 */
export type AnswerEvent =
  | { type: 'token'; text: string }
  | { type: 'citation'; citation: Citation }
  | { type: 'done'; answer: Answer };

/** Sentence encoder: for each text the vectors of its windows (a short text has one). */
export type Encode = (texts: string[]) => Promise<Float32Array[][]>;
