import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { everyItem } from '../every-item.ts';
import { facts, plain, table } from '../terminal/index.ts';

const project = z.string().min(1).describe('its id or slug');

export const projects = [
  defineCommand({
    name: 'projects list',
    summary: 'List the projects',
    shape: {},
    async run({ connect }) {
      const found = await everyItem((await connect()).ragkeep.listProjects({ limit: 200 }));
      const rows = found.map((each) => [each.slug, each.name, each.documents, each.id]);
      return {
        output: found,
        text: found.length > 0 ? table(['SLUG', 'NAME', 'DOCUMENTS', 'ID'], rows) : 'There are no projects.',
      };
    },
  }),

  defineCommand({
    name: 'projects create',
    summary: 'Create a project',
    shape: {
      name: z.string().min(1),
      slug: z.string().min(1).optional().describe('its name in addresses; else made from the name'),
      description: z.string().optional().describe('what is in it'),
    },
    positionals: ['name'],
    async run({ connect }, { name, slug, description }) {
      const body = {
        name,
        ...(slug === undefined ? {} : { slug }),
        ...(description === undefined ? {} : { description }),
      };
      const made = await (await connect()).ragkeep.createProject(body);
      return { output: made, text: facts({ Slug: made.slug, Name: made.name, Id: made.id, Agent: made.agent_id }) };
    },
  }),

  defineCommand({
    name: 'projects delete',
    summary: 'Delete a project with all its documents',
    shape: {
      project,
      yes: z.literal(true, 'must be there to say that you mean it').describe('to say that you mean it'),
    },
    positionals: ['project'],
    async run({ connect }, { project: id }) {
      await (await connect()).ragkeep.deleteProject(id);
      return { output: { project: id, deleted: true }, text: `Deleted ${plain(id)}.` };
    },
  }),
];
