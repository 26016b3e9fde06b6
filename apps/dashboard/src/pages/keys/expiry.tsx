import { Group, Select, TextInput } from '@mantine/core';

const DAY_MS = 86_400_000;

const EXPIRIES = [
  { value: '', label: 'Never' },
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'on', label: 'On a day' },
];

/** When a key ends, as chosen: a number of days, `on` with a date, or empty for never. */
export interface Expiry {
  choice: string;
  /** `2027-01-31`, where the choice is `on`. */
  date: string;
}

/** The instant, or undefined for never. A day ends at its end, where the person is. */
export function instantOf({ choice, date }: Expiry, now = Date.now()): string | undefined {
  if (choice === '' || (choice === 'on' && date === '')) return undefined;
  if (choice === 'on') return new Date(`${date}T23:59:59`).toISOString();
  return new Date(now + Number(choice) * DAY_MS).toISOString();
}

interface ExpiryPickerProps {
  value: Expiry;
  onChange: (value: Expiry) => void;
  error?: string | undefined;
}

export function ExpiryPicker({ value, onChange, error }: ExpiryPickerProps) {
  return (
    <Group align="flex-start" grow>
      <Select
        label="It ends"
        data={EXPIRIES}
        value={value.choice}
        onChange={(choice) => onChange({ ...value, choice: choice ?? '' })}
        allowDeselect={false}
        error={error}
      />
      {value.choice === 'on' && (
        <TextInput
          label="Last day"
          type="date"
          required
          value={value.date}
          onChange={(event) => onChange({ ...value, date: event.currentTarget.value })}
        />
      )}
    </Group>
  );
}
