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
  answer: string;
  citations: Citation[];
  mode: 'generated' | 'extractive';
  /** True when the passages do not hold an answer; there are no citations then. */
  refused: boolean;
  /** What the model charged for; null when no model ran or the endpoint does not count. */
  usage: { prompt_tokens: number; completion_tokens: number } | null;
}

export interface Turn {
  role: 'user' | 'assistant';
  content: string;
}

export interface AnswerRequest {
  question: string;
  /** Best first. */
  passages: Passage[];
  /** Earlier turns of the conversation, oldest first, without the question itself. */
  history?: Turn[];
  agent: {
    /** The owner's words on tone and behaviour, for the model only. */
    instructions: string | null;
    /** What is said when the documents hold no answer. */
    refusal: string;
    temperature: number | null;
    /** Overrides the configured model. */
    model: string | null;
  };
}

/** The texts of all `token` events, joined, are the `answer` of the final `done` event. */
export type AnswerEvent = { type: 'token'; text: string } | { type: 'done'; answer: Answer };

/** Sentence encoder: for each text the vectors of its windows (a short text has one). */
export type Encode = (texts: string[]) => Promise<Float32Array[][]>;
