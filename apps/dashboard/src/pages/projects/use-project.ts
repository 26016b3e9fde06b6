import type { Project } from '@ragkeep/sdk';
import { useQuery } from '@tanstack/react-query';
import { ragkeep } from '../../session/session.ts';

/** A project by its slug or id. */
export const useProject = (ref: string) =>
  useQuery({ queryKey: ['projects', ref], queryFn: () => ragkeep.getProject(ref) });

/** Where a project's pages are. */
export const projectPath = ({ slug }: Pick<Project, 'slug'>, tab?: string): string =>
  `/projects/${encodeURIComponent(slug)}${tab === undefined ? '' : `/${tab}`}`;
