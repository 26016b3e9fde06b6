import { Skeleton, Stack } from '@mantine/core';
import { Page } from '../../components/page.tsx';
import { useMay, useMe } from '../../session/use-me.ts';
import { useFacts } from './facts.ts';
import { FirstSteps } from './first-steps.tsx';
import { Numbers } from './numbers.tsx';
import { Reading } from './reading.tsx';
import { RecentJobs } from './recent-jobs.tsx';
import { stepsOf } from './steps.ts';

/** Where one comes in: what is left to do, how much there is, and what happens now. */
export default function HomePage() {
  const { tenant, member } = useMe();
  const may = useMay();
  const facts = useFacts();
  const name = member?.first_name;
  return (
    <Page title={name ? `Welcome, ${name}` : 'Welcome'} about={tenant.name}>
      {facts ? (
        <Stack gap="xl">
          <FirstSteps steps={stepsOf(facts, may)} />
          <Numbers facts={facts} />
          <Reading />
          {may('jobs:read') && <RecentJobs />}
        </Stack>
      ) : (
        // All at once, so that nothing moves under the eye.
        <Skeleton height={280} aria-label="Loading" />
      )}
    </Page>
  );
}
