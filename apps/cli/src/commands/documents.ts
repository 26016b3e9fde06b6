import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { everyItem } from '../every-item.ts';
import { count, table, uuid } from '../terminal/index.ts';

const project = z.string().min(1).describe('its id or slug');

export const documents = [
  defineCommand({
    name: 'documents list',
    summary: 'List the documents of a project',
    shape: { project },
    positionals: ['project'],
    async run({ connect }, { project: id }) {
      const found = await everyItem((await connect()).ragkeep.listDocuments(id, { limit: 200 }));
      const rows = found.map((each) => [
        each.id,
        each.title ?? each.filename ?? each.url,
        each.external_id,
        each.format,
        each.pages,
        each.chunks,
        each.updated_at,
      ]);
      const headings = ['ID', 'TITLE', 'EXTERNAL ID', 'FORMAT', 'PAGES', 'PASSAGES', 'UPDATED'];
      return { output: found, text: found.length > 0 ? table(headings, rows) : 'The project has no documents.' };
    },
  }),

  defineCommand({
    name: 'documents delete',
    summary: 'Delete documents with all that was made of them',
    shape: { project, ids: z.array(uuid).min(1, 'is missing') },
    positionals: ['project'],
    rest: 'ids',
    async run({ connect }, { project: id, ids }) {
      const { ragkeep } = await connect();
      for (const document of ids) await ragkeep.deleteDocument(id, document);
      return { output: { deleted: ids }, text: `Deleted ${count(ids.length, 'document')}.` };
    },
  }),
];
