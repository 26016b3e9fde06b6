import { z } from 'zod';
import { id, line, listOf, metadata, name, page, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';

const slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'small letters, digits and inner hyphens, at most 63')
  .describe('Names the project in URLs, and as `model` for OpenAI clients');

/** A project by its id or its slug. */
export const projectRef = z.string().min(1).max(63).describe('The project’s id or slug');
const params = z.strictObject({ project: projectRef });

export const project = z
  .strictObject({
    id,
    slug,
    name,
    description: z.string(),
    metadata,
    agent_id: id.describe('The agent it was born with, or the oldest that is left'),
    documents: z.number().int().describe('How many documents it holds'),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Project', description: 'A knowledge base: documents, and the agents that answer from them' });

export const createProject = defineRoute({
  id: 'createProject',
  method: 'POST',
  path: '/projects',
  aliases: ['/workspaces'],
  tag: 'Projects',
  summary: 'Create a project',
  description: 'It is born with one agent. Without a `slug` one is made from the name.',
  access: ['projects:write'],
  idempotent: true,
  body: z.strictObject({
    name,
    slug: slug.optional(),
    description: line(2000).optional(),
    metadata: metadata.default({}),
  }),
  success: { status: 201, description: 'The project', body: project },
  errors: ['slug_taken', 'reach_exceeded'],
});

export const listProjects = defineRoute({
  id: 'listProjects',
  method: 'GET',
  path: '/projects',
  aliases: ['/workspaces'],
  tag: 'Projects',
  summary: 'List projects',
  description: 'Newest first; for a key limited to projects, only those.',
  access: ['projects:read'],
  query: page,
  success: { status: 200, description: 'A page of projects', body: listOf(project) },
  errors: ['invalid_cursor'],
});

export const getProject = defineRoute({
  id: 'getProject',
  method: 'GET',
  path: '/projects/:project',
  aliases: ['/workspaces/:project'],
  tag: 'Projects',
  summary: 'Read a project',
  access: ['projects:read'],
  params,
  success: { status: 200, description: 'The project', body: project },
});

export const updateProject = defineRoute({
  id: 'updateProject',
  method: 'PATCH',
  path: '/projects/:project',
  aliases: ['/workspaces/:project'],
  tag: 'Projects',
  summary: 'Change a project',
  access: ['projects:write'],
  params,
  body: z.strictObject({
    name: name.optional(),
    slug: slug.optional(),
    description: z.union([line(2000), z.literal('')]).optional(),
    metadata: metadata.optional(),
  }),
  success: { status: 200, description: 'The project as it is now', body: project },
  errors: ['slug_taken'],
});

export const deleteProject = defineRoute({
  id: 'deleteProject',
  method: 'DELETE',
  path: '/projects/:project',
  aliases: ['/workspaces/:project'],
  tag: 'Projects',
  summary: 'Delete a project with all its documents',
  access: ['projects:write'],
  params,
  success: { status: 204, description: 'It is gone, with its documents, passages, vectors and files' },
});
