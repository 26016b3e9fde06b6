import { Accordion, NumberInput, SegmentedControl, Stack, Switch, TagsInput, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useMe } from '../../session/use-me.ts';
import type { KeyFields } from './key-fields.ts';

/** What few keys need. */
export function FurtherLimits({ form }: { form: UseFormReturnType<KeyFields> }) {
  const { tenant } = useMe();
  return (
    <Accordion variant="contained" order={3}>
      <Accordion.Item value="limits">
        <Accordion.Control>Further limits</Accordion.Control>
        <Accordion.Panel>
          <Stack>
            <div>
              <Text size="sm" fw={500} id="environment-label">
                Environment
              </Text>
              <Text size="xs" c="dimmed" mb={4}>
                Both see the same data; the key’s text says which it is, so that a test key stands out.
              </Text>
              <SegmentedControl
                aria-labelledby="environment-label"
                data={[
                  { value: 'live', label: 'Live' },
                  { value: 'test', label: 'Test' },
                ]}
                {...form.getInputProps('environment')}
              />
            </div>
            <TagsInput
              label="Only from these addresses"
              description="As 203.0.113.0/24 or 2001:db8::/32; Enter adds one. Empty: from anywhere."
              {...form.getInputProps('allowed_cidrs')}
            />
            <NumberInput
              label="Requests a minute"
              description="Empty: as many as the server takes."
              min={1}
              max={1_000_000}
              allowDecimal={false}
              {...form.getInputProps('rate_limit_per_minute')}
            />
            {tenant.recoverable_keys && (
              <Switch
                label="Keep it, so that it can be shown again"
                description="Sealed on the server. Without this only its fingerprint is stored."
                {...form.getInputProps('recoverable', { type: 'checkbox' })}
              />
            )}
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
