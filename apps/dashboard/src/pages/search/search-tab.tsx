import {
  Alert,
  Button,
  Card,
  Group,
  JsonInput,
  NumberInput,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { SEARCH_MODES } from '../../components/search-modes.ts';
import type { ProjectTabProps } from '../projects/project-tab.ts';
import { type Asked, MODES, type Mode } from './asked.ts';
import { Results } from './results.tsx';

const DEFAULT_TOP_K = 10;

/** Tries what a search finds, and shows why. */
export default function SearchTab({ project }: ProjectTabProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isFiltering, filtering] = useDisclosure();
  const form = useForm({
    initialValues: { query: '', mode: 'hybrid' as Mode, top_k: DEFAULT_TOP_K, filter: '', compares: false },
    validate: { filter: (text) => (filterOf(text) === null ? 'A JSON object, as {"lang": "en"}' : null) },
  });
  const submit = form.onSubmit(({ query, mode, top_k, filter, compares }) => {
    const conditions = filterOf(filter);
    if (query.trim() === '' || conditions === null) return;
    setAsked({ query, top_k, modes: compares ? MODES : [mode], ...(conditions ? { filter: conditions } : {}) });
  });
  return (
    <Stack gap="lg">
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Group wrap="nowrap" align="flex-end" gap="sm">
            <TextInput
              label="Query"
              placeholder="What would somebody ask or look for?"
              leftSection={<IconSearch size={16} aria-hidden />}
              style={{ flex: 1 }}
              {...form.getInputProps('query')}
            />
            <Button type="submit" disabled={form.values.query.trim() === ''}>
              Search
            </Button>
          </Group>
          <Group gap="md" align="flex-end">
            <SegmentedControl
              aria-label="How to search"
              data={SEARCH_MODES}
              disabled={form.values.compares}
              {...form.getInputProps('mode')}
            />
            <NumberInput label="Results" min={1} max={100} w={90} {...form.getInputProps('top_k')} />
            <Switch label="Compare all three" mb={8} {...form.getInputProps('compares', { type: 'checkbox' })} />
            <Button variant="default" onClick={filtering.toggle} aria-expanded={isFiltering}>
              Filter
            </Button>
          </Group>
          {isFiltering && (
            <JsonInput
              validationError={'A JSON object, as {"lang": "en"}'}
              label="Filter by metadata"
              description="All conditions must hold. document_id, external_id, title and url mean the document’s own fields."
              placeholder='{"lang": ["en", "de"], "year": {"gte": 2020}}'
              autosize
              minRows={2}
              {...form.getInputProps('filter')}
            />
          )}
        </Stack>
      </form>
      {asked ? (
        <Results project={project} asked={asked} />
      ) : project.documents === 0 ? (
        <Alert title="There is nothing to find yet">
          Add documents first; then search here to see what is found and why.
        </Alert>
      ) : (
        <Card withBorder>
          <EmptyState icon={IconSearch} title="See what is found, and why">
            Each passage shows how well its words and its meaning fit. An agent reads the best of them before it
            answers.
          </EmptyState>
        </Card>
      )}
      <Text size="xs" c="dimmed">
        Words: BM25. Meaning: the cosine of vectors. Hybrid weighs both, and orders by the total.
      </Text>
    </Stack>
  );
}

/** Undefined for none, null where it is no JSON object. */
function filterOf(text: string): Record<string, unknown> | undefined | null {
  if (text.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
