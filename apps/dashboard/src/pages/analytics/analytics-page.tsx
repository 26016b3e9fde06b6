import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { allOf } from '../../components/all-of.ts';
import { Page } from '../../components/page.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { useProjects } from '../keys/reach.tsx';
import { UsagePanel } from './usage-panel.tsx';

export default function AnalyticsPage() {
  const may = useMay();
  const [parameters, setParameters] = useSearchParams();
  const project = parameters.get('project');
  const key = parameters.get('key');
  const projects = useProjects();
  const { data: keys = [] } = useQuery({
    queryKey: ['api-keys', 'all'],
    queryFn: () => allOf(ragkeep.listApiKeys({ limit: 200 })),
    enabled: may('keys:read'),
  });
  const choose = (name: 'project' | 'key') => (value: string | null) =>
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace: true },
    );
  return (
    <Page
      title="Analytics"
      about="What was asked, answered and read, and by whom. A few seconds pass until a request is counted."
    >
      <UsagePanel
        projectId={project ?? undefined}
        keyId={key ?? undefined}
        filters={
          <>
            <Select
              label="Project"
              placeholder="All"
              data={projects.map(({ id, name }) => ({ value: id, label: name }))}
              value={project}
              onChange={choose('project')}
              clearable
              searchable
              w={150}
            />
            {may('keys:read') && (
              <Select
                label="Key"
                placeholder="All callers"
                data={keys.map(({ id, name, key_prefix }) => ({ value: id, label: `${name} (${key_prefix}…)` }))}
                value={key}
                onChange={choose('key')}
                clearable
                searchable
                w={180}
              />
            )}
          </>
        }
      />
    </Page>
  );
}
