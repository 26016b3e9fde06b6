import type { IngestBody } from '@ragkeep/sdk';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { showJob } from './uploads.ts';

/** Brings something into a project, and shows its job among the uploads. */
export const useIngest = (projectId: string, onDone: () => void) =>
  useChange((body: IngestBody) => ragkeep.ingest(projectId, body), {
    invalidates: [['jobs', 'list']],
    onDone: ({ job }) => {
      showJob(projectId, job);
      onDone();
    },
  });
