import { Checkbox, Code, Fieldset, Group, Radio, SimpleGrid, Stack, Text } from '@mantine/core';
import { SCOPE_DESCRIPTIONS, type Scope } from '@ragkeep/access';
import { Notice } from '../../components/notice.tsx';
import { useMe } from '../../session/use-me.ts';
import { essential, PRESETS, type PresetName, SCOPE_GROUPS } from './scopes.ts';

interface ScopePickerProps {
  preset: PresetName;
  scopes: readonly Scope[];
  onChange: (preset: PresetName, scopes: Scope[]) => void;
  error?: string | undefined;
}

/** What a key may do: a set for a purpose, or scopes one by one. Offers nothing that the member does not hold. */
export function ScopePicker({ preset, scopes, onChange, error }: ScopePickerProps) {
  const { scopes: held } = useMe();
  const offered = PRESETS.filter(({ name, scopes: of }) => name === 'own' || of(held).length > 0);
  const choose = (name: PresetName) => {
    const chosen = PRESETS.find((each) => each.name === name);
    // Choosing begins with what was chosen before.
    onChange(name, name === 'own' ? [...scopes] : [...(chosen?.scopes(held) ?? [])]);
  };
  return (
    <Stack gap="sm">
      <Radio.Group
        label="What it may do"
        description="As little as it needs: what a key may not do, whoever steals it may not do either."
        value={preset}
        onChange={(name) => choose(name as PresetName)}
        error={error}
      >
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
          {offered.map(({ name, title, about }) => (
            <Radio key={name} value={name} label={title} description={about} />
          ))}
        </SimpleGrid>
      </Radio.Group>
      {preset === 'own' ? (
        <ScopeBoxes held={held} scopes={scopes} onChange={(chosen) => onChange('own', chosen)} />
      ) : (
        <Group gap={6} role="note" aria-label="Scopes">
          {essential(scopes).map((scope) => (
            <Code key={scope}>{scope}</Code>
          ))}
        </Group>
      )}
      {scopes.includes('tenant:admin') && (
        <Notice kind="warning" isNews>
          A key with tenant:admin may do everything, and delete the tenant. Make one only where nothing less does.
        </Notice>
      )}
    </Stack>
  );
}

interface ScopeBoxesProps {
  held: readonly Scope[];
  scopes: readonly Scope[];
  onChange: (scopes: Scope[]) => void;
}

function ScopeBoxes({ held, scopes, onChange }: ScopeBoxesProps) {
  return (
    <Checkbox.Group value={[...scopes]} onChange={(chosen) => onChange(chosen as Scope[])} aria-label="Scopes">
      <Stack gap="sm">
        {SCOPE_GROUPS.map(({ title, scopes: all }) => {
          const offered = all.filter((scope) => held.includes(scope));
          if (offered.length === 0) return null;
          return (
            <Fieldset key={title} legend={title} p="sm">
              <Stack gap="xs">
                {offered.map((scope) => (
                  <Checkbox
                    key={scope}
                    value={scope}
                    label={<Code>{scope}</Code>}
                    description={
                      <Text inherit span>
                        {SCOPE_DESCRIPTIONS[scope]}
                      </Text>
                    }
                  />
                ))}
              </Stack>
            </Fieldset>
          );
        })}
      </Stack>
    </Checkbox.Group>
  );
}
