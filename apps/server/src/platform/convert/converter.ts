import { WorkerError } from '../workers/errors.ts';
import { createPool } from '../workers/pool.ts';
import { type ConversionCode, ConversionError } from './errors.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { Converted, SourceFile } from './types.ts';

export interface ConverterOptions extends Partial<Limits> {
  /** Files read at the same time, each in a process of its own. */
  processes: number;
  /** For a small file; large ones get more. */
  timeoutMs?: number;
  maxHeapMb?: number;
  maxRssMb?: number;
}

/** Reads files in other processes: whatever a file does there, this process stays up and responsive. */
export interface Converter {
  /** @throws ConversionError */
  convert(source: SourceFile): Promise<Converted>;
  close(): Promise<void>;
}

/** Time on top for each megabyte; the slowest readers take a second for one. */
const MS_PER_MB = 2_000;

export function createConverter(options: ConverterOptions): Converter {
  const { processes, timeoutMs = 60_000, maxHeapMb = 1_024, maxRssMb = 2_048, ...limits } = options;
  const pool = createPool<SourceFile, Converted>({
    entry: new URL('./converter.child.ts', import.meta.url),
    size: processes,
    input: { ...defaultLimits, ...limits } satisfies Limits,
    timeoutMs,
    maxHeapMb,
    maxRssMb,
    nice: 10,
    idleMs: 30_000,
  });
  return {
    async convert(source) {
      try {
        const extra = (source.bytes.length / 1_000_000) * MS_PER_MB;
        return await pool.run(source, { timeoutMs: timeoutMs + extra });
      } catch (error) {
        throw translate(error);
      }
    },
    close: () => pool.close(),
  };
}

const REASONS: Record<WorkerError['kind'], [ConversionCode, string]> = {
  timeout: ['too_slow', 'Reading this file took too long and was stopped. Split or simplify it.'],
  memory: ['too_large', 'Reading this file took more memory than a file may. Split it into smaller files.'],
  crashed: ['crashed', 'This file made the reader crash; it is probably damaged. Save it again and send that copy.'],
};

/** Errors come from the child without their class. */
function translate(error: unknown): unknown {
  if (error instanceof WorkerError) return new ConversionError(...REASONS[error.kind], { cause: error });
  if (error instanceof Error && error.name === ConversionError.name && 'code' in error) {
    return new ConversionError(error.code as ConversionCode, error.message, { cause: error });
  }
  return error;
}
