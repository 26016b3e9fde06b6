import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Encoders } from '../../platform/embedding/index.ts';
import type { Log } from '../../platform/log.ts';
import type { Answerer } from '../answers/index.ts';
import type { Memory } from '../memory/index.ts';
import type { LexicalEngine, SignCache } from '../retrieval/index.ts';
import type { ToolUse } from '../toolsets/index.ts';

export interface SearchDeps {
  db: Db;
  log: Log;
  encoders: Encoders;
  lexical: LexicalEngine;
  signs: SignCache;
}

export interface AskDeps extends SearchDeps {
  clock: Clock;
  answerer: Answerer;
  memory: Memory;
  tools: ToolUse;
}
