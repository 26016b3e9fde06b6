import type { ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Message, Options } from '../../platform/llm/index.ts';
import type { Answer, CitationStyle } from '../answers/index.ts';

/** A whole answer, as the API gives it. */
export type AnswerResult = Exclude<ResultOf<typeof routes.queryAgent>, Response>;
export type CitationResult = AnswerResult['citations'][number];

/** What an agent is asked, however the question came in. */
export interface Question {
  message: string;
  filter?: Readonly<Record<string, unknown>> | undefined;
  /** A user's id or external id. */
  user?: string | undefined;
  conversation: OurConversation | GivenConversation;
  /** Another version than the published one. */
  version?: number | undefined;
  citationStyle?: CitationStyle | undefined;
  /** The caller's own words on manner, after the agent's. */
  instructions?: string | undefined;
  /**
   * For the model, by whether there is one: without it some things cannot be had.
   *
   * @throws ApiError naming what cannot
   */
  options?: ((generative: boolean) => Options) | undefined;
  /** Instead of the agent's own. */
  retrieval?: { topK?: number | undefined; mode?: 'hybrid' | 'lexical' | 'semantic' | undefined } | undefined;
}

/** One that is kept here. */
interface OurConversation {
  kind: 'kept';
  /** Null: a new one. */
  id: string | null;
  /** False: it is read, but nothing is added; nor is a new one made, or anything remembered. */
  store?: boolean;
}

/** One that the caller keeps, and brings. */
interface GivenConversation {
  kind: 'given';
  history: Message[];
  /** What came after the question: the model's calls of the caller's tools, and what those answered. */
  after?: Message[];
}

/** An answer with why it ended, and with the model's calls of the tools that the caller brought. */
export interface Answered extends Pick<Answer, 'finish' | 'toolCalls'> {
  result: AnswerResult;
}

/** The texts of all `token` events, joined, are the `answer` of the last event, which is `done`. */
export type AskEvent =
  | { type: 'token'; text: string }
  | { type: 'citation'; citation: CitationResult }
  | ({ type: 'done' } & Answered);

/**
 * Asks an agent. What is wrong with the question, or keeps it from being answered at all, is thrown before there is any
 * event; what befalls a model in the middle of its answer, by the events. All are ApiErrors, but for the signal's reason.
 * To stop reading, or to abort the signal, stops the model; an answer that was not read to its end leaves nothing behind.
 */
export type Ask = (
  principal: Principal,
  agentId: string,
  question: Question,
  signal: AbortSignal,
) => Promise<AsyncGenerator<AskEvent, void>>;
