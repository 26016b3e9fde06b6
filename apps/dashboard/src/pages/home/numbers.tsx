import { Card, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../../session/use-me.ts';
import type { Facts } from './facts.ts';

const format = new Intl.NumberFormat();

/** How much there is, and how much was used. */
export function Numbers({ facts: { projects, hasMoreProjects, usage } }: { facts: Facts }) {
  const may = useMay();
  const { plan, usage: month } = useMe();
  const documents = projects.reduce((sum, project) => sum + project.documents, 0);
  const more = hasMoreProjects ? '+' : '';
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} component="section" aria-label="At a glance">
      {may('projects:read') && (
        <Figure label="Documents" value={`${format.format(documents)}${more}`}>
          in {format.format(projects.length)}
          {more} {projects.length === 1 ? 'project' : 'projects'}
        </Figure>
      )}
      {usage && (
        <Figure label="Questions in 30 days" value={format.format(usage.queries)}>
          {usage.unanswered > 0 ? `${format.format(usage.unanswered)} without an answer` : 'none without an answer'}
        </Figure>
      )}
      {month && (
        <>
          <Figure label="Pages this month" value={format.format(month.pages_used)}>
            {plan.pages_per_month === null ? 'no limit' : `of ${format.format(plan.pages_per_month)}`}
          </Figure>
          <Figure label="Jobs at work" value={format.format(month.active_jobs)}>
            waiting or running
          </Figure>
        </>
      )}
    </SimpleGrid>
  );
}

function Figure({ label, value, children }: { label: string; value: string; children: ReactNode }) {
  return (
    <Card withBorder padding="md">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz={24} fw={650} lh={1.4}>
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        {children}
      </Text>
    </Card>
  );
}
