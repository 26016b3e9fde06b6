import { Badge, Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMe } from '../../session/use-me.ts';
import { Section } from './section.tsx';
import { TurnOff } from './turn-off.tsx';
import { TurnOn } from './turn-on.tsx';

/** Codes of an authenticator app at login, beside the password. */
export function SecondFactor() {
  const { member } = useMe();
  const [isOpen, dialog] = useDisclosure();
  const isOn = member?.second_factor ?? false;
  return (
    <Section
      title="Second factor"
      about="With it a login takes a code of your authenticator app as well, so that a stolen password is not enough."
    >
      <Group justify="space-between">
        <Badge color={isOn ? 'teal' : 'gray'} variant="light">
          {isOn ? 'On' : 'Off'}
        </Badge>
        {isOn ? (
          <Button variant="default" onClick={dialog.open}>
            Turn off
          </Button>
        ) : (
          <Button onClick={dialog.open}>Set up</Button>
        )}
      </Group>
      {isOpen && (isOn ? <TurnOff onClose={dialog.close} /> : <TurnOn onClose={dialog.close} />)}
    </Section>
  );
}
