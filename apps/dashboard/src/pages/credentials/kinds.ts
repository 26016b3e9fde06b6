import type { CreateCredentialBody, Credential, UpdateCredentialBody } from '@ragkeep/sdk';

export type Kind = Credential['kind'];

export const KINDS: readonly { value: Kind; label: string; about: string }[] = [
  { value: 'bearer', label: 'Bearer token', about: 'Sent as Authorization: Bearer …' },
  { value: 'basic', label: 'User name and password', about: 'Sent as Authorization: Basic …' },
  {
    value: 'header',
    label: 'A header',
    about: 'For services that want their key in a header of their own, as X-Api-Key.',
  },
  {
    value: 'oauth2',
    label: 'OAuth 2 client',
    about: 'Client credentials: tokens are fetched with the client’s secret, kept, and made anew before they end.',
  },
];

export const labelOf = (kind: Kind): string => KINDS.find(({ value }) => value === kind)?.label ?? kind;

/** A field of a kind: its name in the API, and what it is called here. */
export interface KindField {
  name: FieldName;
  label: string;
  description?: string;
  isSecret?: boolean;
  isOptional?: boolean;
}

const FIELD_NAMES = [
  'token',
  'username',
  'password',
  'header',
  'value',
  'token_url',
  'client_id',
  'client_secret',
  'scope',
  'audience',
  'resource',
] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

export const FIELDS: Readonly<Record<Kind, readonly KindField[]>> = {
  bearer: [{ name: 'token', label: 'Token', isSecret: true }],
  basic: [
    { name: 'username', label: 'User name' },
    { name: 'password', label: 'Password', isSecret: true },
  ],
  header: [
    { name: 'header', label: 'Header', description: 'Its name, as X-Api-Key.' },
    { name: 'value', label: 'Value', isSecret: true },
  ],
  oauth2: [
    { name: 'token_url', label: 'Token endpoint', description: 'The client’s secret is sent there and nowhere else.' },
    { name: 'client_id', label: 'Client id' },
    { name: 'client_secret', label: 'Client secret', isSecret: true },
    {
      name: 'scope',
      label: 'Scope',
      description: 'With a blank between. Empty: the service’s usual ones.',
      isOptional: true,
    },
    { name: 'audience', label: 'Audience', description: 'Where the service wants one.', isOptional: true },
    { name: 'resource', label: 'Resource', description: 'Where the service wants one (RFC 8707).', isOptional: true },
  ],
};

export interface Values extends Record<FieldName, string> {
  kind: Kind;
  name: string;
  hosts: string[];
  client_authentication: 'basic' | 'body';
}

/** What a form begins with. Secrets are not known, and stay empty. */
export function valuesOf(credential?: Credential): Values {
  const fields = FIELD_NAMES.map((name) => {
    const known = credential && name in credential ? credential[name as keyof Credential] : null;
    return [name, typeof known === 'string' ? known : ''];
  });
  return {
    ...(Object.fromEntries(fields) as Record<FieldName, string>),
    kind: credential?.kind ?? 'bearer',
    name: credential?.name ?? '',
    hosts: credential?.hosts ?? [],
    client_authentication: credential?.client_authentication ?? 'basic',
  };
}

/** The body of a new credential: of the fields only those of its kind, and of these none that is empty. */
export function newBodyOf(values: Values): CreateCredentialBody {
  const fields = FIELDS[values.kind].filter(({ name }) => values[name] !== '').map(({ name }) => [name, values[name]]);
  const { kind, name, hosts, client_authentication } = values;
  return {
    kind,
    name,
    hosts,
    ...Object.fromEntries(fields),
    ...(kind === 'oauth2' ? { client_authentication } : {}),
  } as CreateCredentialBody;
}

/** Only what differs. An empty secret is the one that is there. */
export function changeOf(values: Values, credential: Credential): UpdateCredentialBody {
  const before = valuesOf(credential);
  const fields = FIELDS[values.kind]
    .filter(({ name }) => values[name] !== before[name])
    .map(({ name, isOptional }) => [name, values[name] === '' && isOptional ? null : values[name]]);
  return {
    ...Object.fromEntries(fields),
    ...(values.name === before.name ? {} : { name: values.name }),
    ...(values.hosts.join() === before.hosts.join() ? {} : { hosts: values.hosts }),
    ...(values.client_authentication === before.client_authentication
      ? {}
      : { client_authentication: values.client_authentication }),
  };
}
