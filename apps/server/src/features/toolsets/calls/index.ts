import type { Principal } from '../../../access/principal.ts';
import type { Db } from '../../../platform/db/index.ts';
import type { Llm, Message } from '../../../platform/llm/index.ts';
import { beginning } from '../../../platform/llm/tokens.ts';
import type { Log } from '../../../platform/log.ts';
import type { SafeFetch } from '../../../platform/safe-fetch/index.ts';
import type { Credentials } from '../../credentials/index.ts';
import { operationsOf } from '../present.ts';
import type { AgentTools } from '../require.ts';
import * as store from '../store.ts';
import type { Operation } from '../types.ts';
import { CallError } from './errors.ts';
import { planCalls } from './plan.ts';
import { buildRequest, readArguments } from './request.ts';
import { send } from './send.ts';

/** For one question; further ones that the model names are not made. */
const MOST_CALLS = 4;
/** Of all results together, by the tokens the language model is given. */
const RESULT_TOKENS = 2_000;
const TIMEOUT_MS = 10_000;

export interface ToolUseDeps {
  db: Db;
  log: Log;
  fetch: SafeFetch;
  credentials: Credentials;
  /** For one call. Default: 10 s. */
  timeoutMs?: number;
}

/** A call and what came of it. */
export interface ToolResult {
  name: string;
  /** As JSON: those that the operation knows, or, where they could not be read, none. */
  arguments: string;
  /** Text for the model; for a call that failed, why. */
  result: string;
  status: 'succeeded' | 'failed';
}

export interface ToolUse {
  /**
   * Lets the model choose calls that help to answer a question, and makes them. Without a model, and where it fails, none are
   * made. What a call brings causes no further one.
   *
   * @param tools the only operations that are offered and called
   * @throws the signal's reason once that is aborted
   */
  use(
    principal: Principal,
    tools: AgentTools,
    asked: { question: string; history: readonly Message[]; llm: Llm | null; model: string | null },
    signal: AbortSignal,
  ): Promise<ToolResult[]>;
}

/** An operation with what it takes to call it. */
interface Callable {
  toolset: store.ToolsetRow;
  operation: Operation;
}

export function createToolUse(deps: ToolUseDeps): ToolUse {
  const { db } = deps;
  return {
    async use({ tenantId }, tools, asked, signal) {
      const { llm } = asked;
      if (llm === null || tools.length === 0) return [];
      const ids = tools.map((tool) => tool.toolset_id);
      const callables = allowed(await store.findToolsets(db, tenantId, ids), tools);
      if (callables.size === 0) return [];
      const operations = new Map([...callables].map(([name, { operation }]) => [name, operation]));
      const planned = (await planCalls({ llm, log: deps.log }, operations, asked, signal)).slice(0, MOST_CALLS);
      return Promise.all(
        planned.map(async ({ name, arguments: given }) => {
          const made = await call(deps, tenantId, callables.get(name), given, signal);
          const result = beginning(made.result, Math.floor(RESULT_TOKENS / planned.length));
          return { name: name.slice(0, 64), ...made, result };
        }),
      );
    },
  };
}

/** By the names under which the model is offered them: two toolsets may have operations of one name. */
function allowed(rows: readonly store.ToolsetRow[], tools: AgentTools): Map<string, Callable> {
  const found = new Map<string, Callable>();
  for (const { toolset_id: id, operations } of tools) {
    const toolset = rows.find((row) => row.id === id);
    if (!toolset) continue;
    for (const operation of operationsOf(toolset).filter(({ name }) => operations.includes(name))) {
      found.set(freeName(operation.name, found), { toolset, operation });
    }
  }
  return found;
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  let free = name;
  for (let n = 2; taken.has(free); n += 1) free = `${name.slice(0, 60)}_${n}`;
  return free;
}

async function call(
  { log, fetch, credentials, timeoutMs = TIMEOUT_MS }: ToolUseDeps,
  tenantId: string,
  callable: Callable | undefined,
  given: string,
  signal: AbortSignal,
): Promise<Omit<ToolResult, 'name'>> {
  if (!callable) return failed('{}', 'there is no such function');
  const { toolset, operation } = callable;
  const started = performance.now();
  let made: Omit<ToolResult, 'name'>;
  let known = '{}';
  try {
    const readable = readArguments(operation, given);
    known = JSON.stringify(readable);
    const request = buildRequest(operation, toolset.base_url, readable);
    const headersFor = await headersOf(credentials, tenantId, toolset.credential_id);
    const result = await send(fetch, request, { headersFor, timeoutMs, signal });
    made = { arguments: known, result, status: 'succeeded' };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    made = failed(known, error.message);
  }
  const ms = Math.round(performance.now() - started);
  log.info({ toolset_id: toolset.id, operation: operation.name, status: made.status, ms }, 'called a tool');
  return made;
}

async function headersOf(credentials: Credentials, tenantId: string, id: string | null) {
  if (id === null) return () => ({});
  const headersFor = await credentials.headersFor(tenantId, id);
  if (!headersFor) throw new CallError('the credential of the API is gone');
  return headersFor;
}

const failed = (given: string, reason: string): Omit<ToolResult, 'name'> => ({
  arguments: given,
  result: `The call failed: ${reason}`,
  status: 'failed',
});
