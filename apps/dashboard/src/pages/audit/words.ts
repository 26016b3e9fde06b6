/** What the log is about, by the beginning of its actions. */
export const SUBJECTS = [
  { value: 'api_key.*', label: 'API keys' },
  { value: 'member.*', label: 'Members' },
  { value: 'session.*', label: 'Logins and sessions' },
  { value: 'access.*', label: 'Refusals' },
  { value: 'credential.*', label: 'Credentials' },
  { value: 'app.*', label: 'Apps' },
  { value: 'embed.*', label: 'Embeds' },
  { value: 'webhook.*', label: 'Webhooks' },
  { value: 'toolset.*', label: 'Toolsets' },
  { value: 'provider.*', label: 'Language models' },
  { value: 'project.*', label: 'Projects' },
  { value: 'agent.*', label: 'Agents' },
  { value: 'user.*', label: 'Users' },
  { value: 'tenant.*', label: 'The tenant' },
  { value: 'plan.*', label: 'The plan' },
];

/** `api_key.second_factor_removed` as “api key: second factor removed”. */
export const actionWords = (action: string): string => action.replace('.', ': ').replaceAll('_', ' ');

/** One fact that an event changed; undefined where it was not there. */
export interface Difference {
  name: string;
  before: unknown;
  after: unknown;
}

type Facts = Readonly<Record<string, unknown>> | null;

/** What differs between two states of a thing, in the order in which it is told. */
export function differences(before: Facts, after: Facts): Difference[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return (
    [...names]
      .map((name) => ({ name, before: before?.[name], after: after?.[name] }))
      // What is null is not there, as in what was just made.
      .filter((each) => JSON.stringify(each.before ?? null) !== JSON.stringify(each.after ?? null))
  );
}
