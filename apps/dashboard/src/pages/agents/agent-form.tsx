import {
  Button,
  Fieldset,
  Group,
  JsonInput,
  NumberInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { SEARCH_MODES } from '../../components/search-modes.ts';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { AgentModel } from './agent-model.tsx';
import { AgentTools } from './agent-tools.tsx';
import { isObjectText, type Settings, settingsOf, valuesOf } from './form-values.ts';

interface AgentFormProps {
  agentId: string;
  settings: Settings;
}

export function AgentForm({ agentId, settings }: AgentFormProps) {
  const mayWrite = useMay()('agents:write');
  const form = useForm({
    initialValues: valuesOf(settings),
    validate: { filter: (text) => (isObjectText(text) ? null : 'A JSON object, as {"lang": "en"}') },
  });
  const save = useChange(
    ({ publish }: { publish: boolean }) => ragkeep.updateAgent(agentId, { ...settingsOf(form.values), publish }),
    {
      invalidates: [['agents']],
      done: (agent) =>
        agent.latest_version > agent.version
          ? `Draft ${agent.latest_version} is saved`
          : `Version ${agent.version} is published`,
      onDone: () => form.resetDirty(),
    },
  );
  const submit = (publish: boolean) => form.onSubmit(() => save.mutate({ publish }, atFields(form)));
  return (
    <form onSubmit={submit(true)} noValidate>
      <Fieldset variant="unstyled" m={0} p={0} disabled={!mayWrite}>
        <Stack maw={720} gap="lg">
          {!mayWrite && (
            <Text size="sm" c="dimmed">
              Your role may see these settings but not change them.
            </Text>
          )}
          <TextInput label="Name" required {...form.getInputProps('name')} />
          <Textarea label="Description" autosize {...form.getInputProps('description')} />
          <Fieldset legend="Answers">
            <Stack>
              <Textarea
                label="Instructions"
                description="Persona and rules for answers that a language model writes"
                autosize
                minRows={4}
                maxRows={16}
                {...form.getInputProps('instructions')}
              />
              <Textarea
                label="Refusal"
                description="Said when the documents do not hold the answer"
                autosize
                required
                {...form.getInputProps('refusal')}
              />
              <AgentModel provider={form.getInputProps('provider_id')} model={form.getInputProps('model')} />
              <NumberInput
                label="Temperature"
                placeholder="The model’s default"
                description="0 repeats itself, 2 is wild"
                min={0}
                max={2}
                step={0.1}
                decimalScale={2}
                {...form.getInputProps('temperature')}
              />
              <Select
                label="Citations"
                data={[
                  { value: 'numbers', label: 'Numbers in the text, as [1]' },
                  { value: 'footnotes', label: 'Numbers, and a list below the text' },
                  { value: 'none', label: 'None in the text' },
                ]}
                allowDeselect={false}
                {...form.getInputProps('citation_style')}
              />
              <Switch
                label="Use and add to what is remembered about the user"
                {...form.getInputProps('use_memory', { type: 'checkbox' })}
              />
            </Stack>
          </Fieldset>
          <Fieldset legend="Search">
            <Stack>
              <div>
                <Text size="sm" fw={500} mb={4} id="search-mode">
                  Mode
                </Text>
                <SegmentedControl
                  aria-labelledby="search-mode"
                  data={SEARCH_MODES}
                  {...form.getInputProps('search_mode')}
                />
              </div>
              <SimpleGrid cols={{ base: 1, xs: 2 }}>
                <NumberInput
                  label="Passages"
                  description="Read for an answer"
                  min={1}
                  max={50}
                  {...form.getInputProps('top_k')}
                />
                <NumberInput
                  label="Tokens of passages"
                  description="Given to the model at most"
                  min={500}
                  max={100_000}
                  step={500}
                  {...form.getInputProps('source_tokens')}
                />
              </SimpleGrid>
              <JsonInput
                validationError={'A JSON object, as {"lang": "en"}'}
                label="Filter"
                description="Conditions on the documents’ metadata, on every search it makes"
                placeholder='{"public": true}'
                autosize
                minRows={2}
                {...form.getInputProps('filter')}
              />
            </Stack>
          </Fieldset>
          <AgentTools tools={form.values.tools} onChange={(tools) => form.setFieldValue('tools', tools)} />
          <FormProblem error={save.error} fields={Object.keys(form.values)} />
          {mayWrite && (
            <Group>
              <Button type="submit" loading={save.isPending && save.variables.publish}>
                Save and publish
              </Button>
              <Button
                variant="default"
                loading={save.isPending && !save.variables.publish}
                disabled={!form.isDirty()}
                onClick={() => submit(false)()}
              >
                Save as a draft
              </Button>
            </Group>
          )}
        </Stack>
      </Fieldset>
    </form>
  );
}
