import fc from 'fast-check';
import { inputs } from './inputs.ts';
import { TARGETS, type Target } from './targets.ts';

export interface Finding {
  target: string;
  message: string;
  /** The smallest input found, in base64, and as text. */
  base64: string;
  text: string;
}

/** So much of a processor one input may take; nothing that strangers send may keep the server busy for longer. */
const SLOW_MS = 5_000;

const cpuMs = () => process.cpuUsage().user / 1000;

/**
 * Tries inputs on a target until the time is over or one is not handled as it should be.
 *
 * @returns how many were tried, and what was found
 */
export async function fuzz(
  target: Target,
  options: { seconds: number; seed: number; maxRuns?: number; maxPieces?: number },
): Promise<{ runs: number; finding: Finding | null }> {
  let runs = 0;
  // What is loaded at the first use counts for nobody.
  await target.check(Buffer.from(target.seeds[0] ?? ''));
  const property = fc.asyncProperty(inputs(target.seeds, target.words, options.maxPieces ?? 60), async (bytes) => {
    runs += 1;
    const begun = cpuMs();
    await target.check(bytes);
    const took = cpuMs() - begun;
    if (took > SLOW_MS) throw new Error(`took ${Math.round(took)} ms for ${bytes.length} bytes`);
  });
  const details = await fc.check(property, {
    seed: options.seed,
    numRuns: options.maxRuns ?? Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: options.seconds * 1000,
  });
  const [worst] = details.counterexample ?? [];
  if (!details.failed || !worst) return { runs, finding: null };
  const { errorInstance } = details;
  const message =
    errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  const base64 = Buffer.from(worst).toString('base64');
  return { runs, finding: { target: target.name, message, base64, text: Buffer.from(worst).toString() } };
}

/** All targets, or those whose names begin so. */
export const targetsNamed = (beginning: string): Target[] => TARGETS.filter(({ name }) => name.startsWith(beginning));
