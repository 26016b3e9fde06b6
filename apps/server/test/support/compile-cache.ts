import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { inject } from 'vitest';

/** Processes that tests start compile the source once for all of them; main.ts has this by itself from its second start on. */
export const compileCache = (): string => join(inject('modelDir'), 'cache');

/** The same for children of this process. */
export const cacheCompiled = () => void enableCompileCache(compileCache());
