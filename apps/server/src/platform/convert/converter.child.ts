import { serve } from '../workers/serve.ts';
import { convert } from './convert.ts';
import type { Limits } from './limits.ts';
import type { Converted, SourceFile } from './types.ts';

serve<Limits, SourceFile, Converted>(async (limits) => (source) => convert(source, limits));
