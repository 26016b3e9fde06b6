import type { Project } from '@ragkeep/sdk';

/** What each of a project's tabs is given. */
export interface ProjectTabProps {
  project: Project;
}
