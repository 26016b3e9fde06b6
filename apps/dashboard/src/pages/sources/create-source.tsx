import {
  Button,
  Group,
  Modal,
  NumberInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { FormProblem, fieldErrors } from '../../components/form-problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { CredentialSelect } from './credential-select.tsx';
import { bodyOf, INITIAL_SOURCE } from './source-form.ts';

interface CreateSourceProps {
  projectId: string;
  opened: boolean;
  onClose: () => void;
}

export default function CreateSource({ opened, onClose, projectId }: CreateSourceProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="New source" size="lg">
      <SourceForm projectId={projectId} onClose={onClose} />
    </Modal>
  );
}

/** Hours between visits. */
const RHYTHMS = [
  { value: '', label: 'Only when asked' },
  { value: '1', label: 'Every hour' },
  { value: '24', label: 'Every day' },
  { value: '168', label: 'Every week' },
  { value: '720', label: 'Every 30 days' },
];

function SourceForm({ projectId, onClose }: Omit<CreateSourceProps, 'opened'>) {
  const form = useForm({ initialValues: INITIAL_SOURCE });
  const create = useChange((values: typeof INITIAL_SOURCE) => ragkeep.createSource(projectId, bodyOf(values)), {
    invalidates: [['sources'], ['jobs', 'list']],
    done: ({ name }) => `${name} is added, and its first visit begins`,
    onDone: onClose,
  });
  const submit = form.onSubmit((values) =>
    create.mutate(values, {
      onError: (error) => {
        const { sitemap, crawl, ...errors } = fieldErrors(error);
        form.setErrors({ ...errors, ...(sitemap || crawl ? { url: sitemap ?? crawl } : {}) });
      },
    }),
  );
  const { form: kind } = form.values;
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <SegmentedControl
          aria-label="What it is"
          fullWidth
          data={[
            { value: 'crawl', label: 'Crawl' },
            { value: 'sitemap', label: 'Sitemap' },
            { value: 'urls', label: 'Pages' },
          ]}
          {...form.getInputProps('form')}
        />
        {kind === 'urls' ? (
          <Textarea
            label="URLs"
            description="One a line. No link is followed from them."
            required
            autosize
            minRows={4}
            {...form.getInputProps('urls')}
          />
        ) : (
          <>
            <TextInput
              label={kind === 'crawl' ? 'Where it begins' : 'URL of the sitemap'}
              description={
                kind === 'crawl'
                  ? 'Links are followed from there, on the same host, as its robots.txt allows.'
                  : 'XML, gzipped XML or text; pages of the same host, as its robots.txt allows.'
              }
              type="url"
              placeholder={kind === 'crawl' ? 'https://docs.example.com/' : 'https://example.com/sitemap.xml'}
              required
              {...form.getInputProps('url')}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <NumberInput label="Pages at most" min={1} {...form.getInputProps('max_pages')} />
              {kind === 'crawl' && <NumberInput label="Links deep" min={0} {...form.getInputProps('max_depth')} />}
            </SimpleGrid>
            <TagsInput
              label="Only these paths"
              description="As /docs/*; press Enter after each"
              {...form.getInputProps('include')}
            />
            <TagsInput label="Not these paths" {...form.getInputProps('exclude')} />
            <Switch label="Subdomains as well" {...form.getInputProps('subdomains', { type: 'checkbox' })} />
          </>
        )}
        <Select label="Visit again" data={RHYTHMS} allowDeselect={false} {...form.getInputProps('every_hours')} />
        <CredentialSelect {...form.getInputProps('credential_id')} />
        <TextInput label="Name" description="Its first URL, if left empty" {...form.getInputProps('name')} />
        <FormProblem error={create.error} fields={['url', 'urls', 'name', 'credential_id', 'crawl', 'sitemap']} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Add and visit
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
