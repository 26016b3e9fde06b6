import type { ClientOptions, OpenAI } from 'openai';

/** As the client library calls it. */
export type Fetch = NonNullable<ClientOptions['fetch']>;

/** An OpenAI-compatible chat endpoint. */
export interface Endpoint {
  baseUrl: string;
  apiKey: string | null;
  model: string;
  /**
   * How requests get to an endpoint that is not the operator's, with what lets them in; without it, directly. What such an
   * endpoint says of a failure is told to nobody: what must not be in it is not known here.
   */
  fetch?: Fetch;
}

export type Message = OpenAI.ChatCompletionMessageParam;
export type FinishReason = OpenAI.ChatCompletion.Choice['finish_reason'];
export type ToolCallDelta = OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall;

/** What may be said beside the messages; sent as it is. */
export type Options = Partial<
  Pick<
    OpenAI.ChatCompletionCreateParamsStreaming,
    | 'frequency_penalty'
    | 'max_completion_tokens'
    | 'max_tokens'
    | 'parallel_tool_calls'
    | 'presence_penalty'
    | 'reasoning_effort'
    | 'response_format'
    | 'seed'
    | 'stop'
    | 'temperature'
    | 'tool_choice'
    | 'tools'
    | 'top_p'
  >
>;

export interface CompletionRequest {
  messages: Message[];
  /** Another model of the endpoint; null: the configured one. */
  model?: string | null;
  options?: Options;
}

/** What the model charged for. */
export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
}

/** A piece of the model's answer; empty parts where it brings nothing of them. */
export interface Delta {
  text: string;
  toolCalls: ToolCallDelta[];
  /** With the last piece, and then it is never null, but for the counting that may follow. */
  finish: FinishReason | null;
  /** With the last, if the endpoint counts. */
  usage: Usage | null;
}

/** A whole answer. */
export interface Completion {
  text: string;
  toolCalls: { id: string; name: string; arguments: string }[];
  finish: FinishReason;
  usage: Usage | null;
}
