import { CloseButton, Group, Select, TextInput } from '@mantine/core';
import type { ListAuditEventsQuery, Member } from '@ragkeep/sdk';
import { SUBJECTS } from './words.ts';

/** As they are in the address: days are whole ones, where the person is. */
export interface Filter {
  action: string;
  actor_id: string;
  target_id: string;
  from: string;
  to: string;
}

/** The filter that an address asks for. Days that are none are left out. */
export function filterIn(parameters: URLSearchParams): Filter {
  const text = (name: keyof Filter) => parameters.get(name) ?? '';
  const day = (name: 'from' | 'to') => (Number.isNaN(Date.parse(`${text(name)}T00:00:00`)) ? '' : text(name));
  return {
    action: text('action'),
    actor_id: text('actor_id'),
    target_id: text('target_id'),
    from: day('from'),
    to: day('to'),
  };
}

/** What the API is asked for. `to` is the last day, which counts as well. */
export function queryOf({ action, actor_id, target_id, from, to }: Filter): Omit<ListAuditEventsQuery, 'cursor'> {
  const end = to && new Date(`${to}T00:00:00`);
  if (end) end.setDate(end.getDate() + 1);
  return {
    ...(action ? { action } : {}),
    ...(actor_id ? { actor_id } : {}),
    ...(target_id ? { target_id } : {}),
    ...(from ? { from: new Date(`${from}T00:00:00`).toISOString() } : {}),
    ...(end ? { to: end.toISOString() } : {}),
  };
}

interface FiltersProps {
  value: Filter;
  onChange: (change: Partial<Filter>) => void;
  members: readonly Member[];
}

export function Filters({ value, onChange, members }: FiltersProps) {
  return (
    <Group align="flex-end" gap="sm">
      <Select
        label="About"
        placeholder="Everything"
        data={SUBJECTS}
        value={value.action || null}
        onChange={(action) => onChange({ action: action ?? '' })}
        clearable
        searchable
        w={190}
      />
      <Select
        label="By"
        placeholder="Anybody"
        data={members.map(({ id, email }) => ({ value: id, label: email }))}
        value={value.actor_id || null}
        onChange={(actor) => onChange({ actor_id: actor ?? '' })}
        clearable
        searchable
        w={210}
      />
      <TextInput
        label="From"
        type="date"
        value={value.from}
        onChange={(event) => onChange({ from: event.currentTarget.value })}
      />
      <TextInput
        label="To"
        type="date"
        value={value.to}
        onChange={(event) => onChange({ to: event.currentTarget.value })}
      />
      {value.target_id && (
        <TextInput
          label="Only of this object"
          readOnly
          value={value.target_id}
          rightSection={<CloseButton aria-label="Show all objects" onClick={() => onChange({ target_id: '' })} />}
          w={230}
        />
      )}
    </Group>
  );
}
