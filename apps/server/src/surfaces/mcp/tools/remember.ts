import { type ResultOf, routes } from '@ragkeep/contract';
import { z } from 'zod';
import { createMemories, type Memory } from '../../../features/memory/index.ts';
import { type McpFeature, toolResult } from '../tool.ts';

const description = [
  'Remembers something about a person for later conversations: facts as short statements, a text, or messages word for word; exactly one of the three.',
  'Use it when someone tells something lasting about themselves (preferences, circumstances, decisions) or asks to have it remembered; not for what stands in documents.',
  'What says the same is merged, and a fact that contradicts an older one takes its place.',
].join(' ');

const { user_id, text, facts, messages, project_id } = routes.createMemories.body.shape;

const inputSchema = z
  .strictObject({ user_id, facts, text, messages, project: project_id })
  .refine(
    ({ facts, text, messages }) => [facts, text, messages].filter((one) => one !== undefined).length === 1,
    'must have exactly one of facts, text and messages',
  );

export const rememberTool = ({ memory }: { memory: Memory }): McpFeature => ({
  scope: 'memory:write',
  addTo(server, caller) {
    server.registerTool(
      'remember',
      {
        title: 'Remember about a person',
        description,
        inputSchema,
        outputSchema: routes.createMemories.success.body,
        annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
      },
      ({ project, ...input }, context) =>
        toolResult(caller, context, async () => {
          const kept = await createMemories(memory.deps, caller.principal, { ...input, project_id: project });
          return { structured: kept, text: toText(kept) };
        }),
    );
  },
});

function toText({ memories }: ResultOf<typeof routes.createMemories>): string {
  if (memories.length === 0) return 'There was nothing to remember.';
  return memories.map(({ status, content }) => `${status}: ${content}`).join('\n');
}
