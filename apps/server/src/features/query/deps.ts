import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Encoders } from '../../platform/embedding/index.ts';
import type { Llm } from '../../platform/llm/index.ts';
import type { Log } from '../../platform/log.ts';
import type { SearchWatch } from '../../platform/telemetry/index.ts';
import type { Answerer } from '../answers/index.ts';
import type { Memory } from '../memory/index.ts';
import type { Models } from '../providers/index.ts';
import type { LexicalEngine, VectorCache } from '../retrieval/index.ts';
import type { ToolUse } from '../toolsets/index.ts';

export interface SearchDeps {
  db: Db;
  log: Log;
  encoders: Encoders;
  lexical: LexicalEngine;
  vectors: VectorCache;
  watch: SearchWatch;
}

export interface AskDeps extends SearchDeps {
  clock: Clock;
  models: Models;
  answererOf: (llm: Llm | null) => Answerer;
  memory: Memory;
  tools: ToolUse;
}
