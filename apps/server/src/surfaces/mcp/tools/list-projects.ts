import { type ResultOf, routes } from '@ragkeep/contract';
import { listProjects } from '../../../features/projects/index.ts';
import type { Cursors } from '../../../platform/cursors.ts';
import type { Db } from '../../../platform/db/index.ts';
import { type McpFeature, toolResult } from '../tool.ts';

const description =
  'Lists the projects within reach, newest first: each is a body of documents to search and ask, named in other tools by its slug or id. Use it first when you do not know which projects there are.';

export const listProjectsTool = (deps: { db: Db; cursors: Cursors }): McpFeature => ({
  scope: 'projects:read',
  addTo(server, caller) {
    server.registerTool(
      'list_projects',
      {
        title: 'List projects',
        description,
        inputSchema: routes.listProjects.query,
        outputSchema: routes.listProjects.success.body,
        annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      },
      (page, context) =>
        toolResult(caller, context, async () => {
          const found = await listProjects(deps, caller.principal, page);
          return { structured: found, text: toText(found) };
        }),
    );
  },
});

function toText({ data, next_cursor }: ResultOf<typeof routes.listProjects>): string {
  if (data.length === 0) return 'No project is within reach.';
  const lines = data.map(
    ({ slug, name, documents, description }) =>
      `${slug}: ${name}, ${documents} ${documents === 1 ? 'document' : 'documents'}${description ? `. ${description}` : ''}`,
  );
  return [...lines, ...(next_cursor === null ? [] : [`There are more: cursor ${next_cursor}`])].join('\n');
}
