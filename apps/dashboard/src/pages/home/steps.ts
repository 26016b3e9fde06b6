import type { GetMeResult } from '@ragkeep/sdk';
import type { Facts } from './facts.ts';

export interface Step {
  label: string;
  about: string;
  href: string;
  isDone: boolean;
}

/** What a new team does first, as far as the member may, with what is done. */
export function stepsOf(
  { projects, usage, hasKey }: Facts,
  may: (scope: GetMeResult['scopes'][number]) => boolean,
): Step[] {
  const filled = projects.find(({ documents }) => documents > 0);
  const project = filled ?? projects[0];
  const tab = (name: string) => (project ? `/projects/${project.slug}/${name}` : '/projects');
  return [
    may('projects:write') && {
      label: 'Make a project',
      about: 'A knowledge base of its own, with an agent that answers from it.',
      href: '/projects',
      isDone: projects.length > 0,
    },
    may('ingest') && {
      label: 'Put documents in',
      about: 'PDF, office files, web pages, scans: drop them, and watch them become searchable.',
      href: tab('documents'),
      isDone: filled !== undefined,
    },
    may('query') && {
      label: 'Ask a question',
      about: 'The answer quotes your documents, and each citation opens the passage on its page.',
      href: tab('chat'),
      isDone: usage !== null && usage.queries > 0,
    },
    may('keys:write') && {
      label: 'Make an API key',
      about: 'For a script, a workflow or an app, which can do exactly what it should.',
      href: '/keys',
      isDone: hasKey,
    },
  ].filter((step) => step !== false);
}
