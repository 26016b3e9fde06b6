import { type ResultOf, routes } from '@ragkeep/contract';
import { type SearchDeps, searchProject } from '../../../features/query/index.ts';
import { projectArgument, projectOf } from '../target.ts';
import { AS_DATA, type McpFeature, toolResult } from '../tool.ts';
import { sourceName } from './source-name.ts';

const description = [
  'Finds the passages of a project’s documents that fit a question or some words, best first, with the document and page they are from.',
  'Use it when you want to read the sources and draw your own conclusions, or need a document’s id for get_document; use ask for a finished answer with citations.',
  AS_DATA,
].join(' ');

export const searchTool = (deps: SearchDeps): McpFeature => ({
  scope: 'query',
  addTo(server, caller) {
    server.registerTool(
      'search',
      {
        title: 'Search documents',
        description,
        inputSchema: routes.search.body.extend({ project: projectArgument }),
        outputSchema: routes.search.success.body,
        annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      },
      ({ project, ...input }, context) =>
        toolResult(caller, context, async () => {
          const { principal } = caller;
          const ref = await projectOf(deps.db, principal, project);
          const found = await searchProject(deps, principal, ref, input, context.mcpReq.signal);
          return { structured: found, text: toText(found) };
        }),
    );
  },
});

function toText({ results, degraded }: ResultOf<typeof routes.search>): string {
  if (results.length === 0) return 'No passage was found.';
  const passages = results.map(({ text, heading, document, page }, index) =>
    [`[${index + 1}] ${sourceName(document, page)}${heading ? `, under “${heading}”` : ''}`, text].join('\n'),
  );
  const note = degraded ? ['(Found by words alone: meaning could not be compared just now.)'] : [];
  return [...passages, ...note].join('\n\n');
}
