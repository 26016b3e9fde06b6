import { LlmError } from '../llm/errors.ts';
import { gather } from '../llm/gather.ts';
import type { Delta, Llm, Usage } from '../llm/index.ts';
import type { Telemetry } from './observed.ts';

/** The same language model, counted and timed. Nothing of what is asked or answered is told. */
export function observedLlm(llm: Llm, { metrics, tracing }: Telemetry): Llm {
  const stream: Llm['stream'] = async function* (request, signal) {
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    const span = tracing.start('llm', 'client');
    // A signal that is aborted, or a caller who stops reading.
    let outcome = 'aborted';
    let began = false;
    let usage: Usage | null = null;
    const deltas = llm.stream(request, signal);
    metrics.llmInProgress.inc();
    try {
      for (;;) {
        const next = await span.within(() => deltas.next());
        if (next.done) break;
        if (!began && hasWords(next.value)) {
          began = true;
          metrics.llmFirstSeconds.observe(seconds());
        }
        usage = next.value.usage ?? usage;
        yield next.value;
      }
      outcome = 'ok';
    } catch (error) {
      if (error instanceof LlmError) outcome = error.code;
      throw error;
    } finally {
      await deltas.return();
      metrics.llmInProgress.dec();
      metrics.llmSeconds.observe({ outcome }, seconds());
      if (usage) countTokens(metrics, usage);
      span.end(usage ? attributesOf(usage) : {}, outcome === 'ok' ? undefined : outcome);
    }
  };
  return { model: llm.model, stream, complete: (request, signal) => gather(stream(request, signal)) };
}

const hasWords = ({ text, toolCalls }: Delta): boolean => text !== '' || toolCalls.length > 0;

function countTokens({ llmTokens }: Telemetry['metrics'], usage: Usage): void {
  llmTokens.inc({ kind: 'prompt' }, usage.prompt_tokens);
  llmTokens.inc({ kind: 'completion' }, usage.completion_tokens);
}

/** Named as in OpenTelemetry's semantic conventions for generative AI. */
const attributesOf = (usage: Usage) => ({
  'gen_ai.usage.input_tokens': usage.prompt_tokens,
  'gen_ai.usage.output_tokens': usage.completion_tokens,
});
