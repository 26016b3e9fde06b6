import {
  Button,
  ColorInput,
  Fieldset,
  Grid,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Embed } from '@ragkeep/sdk';
import type { ReactNode } from 'react';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { useAgents, useProjects } from '../keys/reach.tsx';
import { Preview } from './preview.tsx';
import { bodyOf, type Settings, settingsOf } from './settings.ts';

interface EmbedFormProps {
  /** The one to change; without it a new one is made. */
  embed?: Embed;
  onSaved: (embed: Embed) => void;
}

/** All settings of a widget, and beside them how it will look. */
export function EmbedForm({ embed, onSaved }: EmbedFormProps) {
  const form = useForm<Settings>({
    initialValues: settingsOf(embed),
    validate: {
      name: (name) => (name.trim() === '' ? 'Give it a name' : null),
      agent_id: (agent) => (agent === '' ? 'Choose who answers' : null),
    },
  });
  const save = useChange(
    (settings: Settings) =>
      embed ? ragkeep.updateEmbed(embed.id, bodyOf(settings)) : ragkeep.createEmbed(bodyOf(settings)),
    {
      invalidates: [['embeds']],
      done: embed ? 'The widget is changed, on every page that shows it' : 'The widget is made',
      onDone: onSaved,
    },
  );
  return (
    <form noValidate onSubmit={form.onSubmit((settings) => save.mutate(settings, atFields(form)))}>
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack>
            <TextInput
              label="Name"
              description="For you; visitors do not see it."
              required
              {...form.getInputProps('name')}
            />
            <AgentPicker {...form.getInputProps('agent_id')} />
            <TagsInput
              label="Pages that may show it"
              description="Their origins, as https://www.example.com, https://*.example.com or http://localhost:3000; Enter adds one. None: no page may."
              acceptValueOnBlur
              {...form.getInputProps('origins')}
            />
            <Fieldset legend="Appearance">
              <Stack>
                <SimpleGrid cols={{ base: 1, xs: 2 }}>
                  <TextInput label="Title" required {...form.getInputProps('title')} />
                  <TextInput label="In the empty field" required {...form.getInputProps('placeholder')} />
                </SimpleGrid>
                <Textarea label="Greeting" autosize minRows={2} {...form.getInputProps('greeting')} />
                <TagsInput
                  label="Suggested questions"
                  description="At most six; Enter adds one."
                  maxTags={6}
                  acceptValueOnBlur
                  splitChars={[]}
                  {...form.getInputProps('suggested_questions')}
                />
                <Group align="flex-start">
                  <ColorInput
                    w={160}
                    label="Colour"
                    format="hex"
                    eyeDropperButtonProps={{ 'aria-label': 'Pick from the screen' }}
                    {...form.getInputProps('color')}
                  />
                  <Labelled label="Corner">
                    <SegmentedControl
                      aria-label="Corner"
                      data={[
                        { value: 'left', label: 'Left' },
                        { value: 'right', label: 'Right' },
                      ]}
                      {...form.getInputProps('position')}
                    />
                  </Labelled>
                  <Labelled label="Theme">
                    <SegmentedControl
                      aria-label="Theme"
                      data={[
                        { value: 'auto', label: 'Auto' },
                        { value: 'light', label: 'Light' },
                        { value: 'dark', label: 'Dark' },
                      ]}
                      {...form.getInputProps('theme')}
                    />
                  </Labelled>
                </Group>
                <Switch
                  label="Show the sources of answers"
                  description="Off: none leave the server."
                  {...form.getInputProps('show_citations', { type: 'checkbox' })}
                />
              </Stack>
            </Fieldset>
            <Fieldset legend="Limits">
              <SimpleGrid cols={{ base: 1, xs: 2 }}>
                <NumberInput
                  label="Questions a minute"
                  description="Of one visitor, and of one address."
                  min={1}
                  max={1000}
                  {...form.getInputProps('rate_limit_per_minute')}
                />
                <NumberInput
                  label="Questions a day"
                  description="Of all visitors together."
                  min={1}
                  max={1_000_000}
                  {...form.getInputProps('daily_limit')}
                />
              </SimpleGrid>
            </Fieldset>
            <FormProblem error={save.error} fields={Object.keys(form.values)} />
            <Group>
              <Button type="submit" loading={save.isPending} disabled={embed !== undefined && !form.isDirty()}>
                {embed ? 'Save' : 'Create the widget'}
              </Button>
            </Group>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack gap="xs" style={{ position: 'sticky', top: 72 }}>
            <Text size="sm" fw={500}>
              Preview
            </Text>
            <Preview of={form.values} />
          </Stack>
        </Grid.Col>
      </Grid>
    </form>
  );
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="sm" fw={500} aria-hidden>
        {label}
      </Text>
      {children}
    </div>
  );
}

function AgentPicker(props: { value?: string; onChange?: (value: string | null) => void; error?: ReactNode }) {
  const projects = useProjects();
  const agents = useAgents();
  const nameOf = (id: string) => projects.find((project) => project.id === id)?.name ?? 'another project';
  return (
    <Select
      label="Agent"
      description="Whoever visits a page with the widget may ask it."
      placeholder="Choose"
      required
      searchable
      allowDeselect={false}
      data={agents.map(({ id, name, project_id }) => ({ value: id, label: `${name} (${nameOf(project_id)})` }))}
      {...props}
    />
  );
}
