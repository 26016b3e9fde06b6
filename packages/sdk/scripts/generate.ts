import { ALL_ROUTES, openApiDocument } from '@ragkeep/contract';
import { compile } from 'json-schema-to-typescript';
import { type Operation, operationsOf } from './operations.ts';
import { forTypes } from './schemas.ts';

const ROOT = 'Everything';
const MADE = '// Made by `npm run generate` from the contract. Do not edit.\n';

/** The files of `src/generated` by name. */
export async function sdkFiles(): Promise<Record<string, string>> {
  const { operations, schemas } = operationsOf(openApiDocument([...ALL_ROUTES], { version: '' }));
  return {
    'types.ts': MADE + (await typesOf(schemas)),
    'operations.ts': MADE + classOf(operations),
  };
}

/** An interface for each schema. */
async function typesOf(schemas: Record<string, unknown>): Promise<string> {
  const definitions = Object.fromEntries(
    Object.entries(schemas)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, schema]) => [name, forTypes(schema)]),
  );
  // Each has to be reached from the root, so that it gets its name.
  const properties = Object.fromEntries(
    Object.keys(definitions).map((name) => [name, { $ref: `#/definitions/${name}` }]),
  );
  const root = { type: 'object', additionalProperties: false, properties, definitions };
  const text = await compile(root as never, ROOT, {
    additionalProperties: false,
    bannerComment: '',
    style: { printWidth: 120, singleQuote: true },
  });
  return text.replace(new RegExp(`^export interface ${ROOT} \\{[\\s\\S]*?^\\}\\n`, 'm'), '');
}

function classOf(operations: Operation[]): string {
  const methods = operations.flatMap((each) => [methodOf(each), ...(each.events ? [streamOf(each, each.events)] : [])]);
  return `import type { EventOf } from '../event-stream.ts';
import type { Pages } from '../pages.ts';
import type { Call, CallOptions } from '../options.ts';
import type * as T from './types.ts';

const segment = encodeURIComponent;

/** One method for each operation of the API. */
export abstract class Operations {
  protected abstract json<T>(call: Call, options?: CallOptions): Promise<T>;
  protected abstract pages<Item>(call: Call, options?: CallOptions): Pages<Item>;
  protected abstract events<Events>(call: Call, options?: CallOptions): AsyncGenerator<EventOf<Events>, void>;
  abstract request(path: string, call?: Partial<Omit<Call, 'path'>>, options?: CallOptions): Promise<Response>;

${methods.filter(Boolean).join('\n\n')}
}
`;
}

function methodOf(operation: Operation): string {
  const { id, result } = operation;
  // Where there is nothing but a stream, only the method of the stream is made.
  if (operation.events && result.kind === 'response') return '';
  const call = callOf(operation);
  const head = (returns: string) => `${docsOf(operation)}  ${id}(${parametersOf(operation)}): ${returns} {`;
  switch (result.kind) {
    case 'pages':
      return `${head(`Pages<T.${result.type}>`)}\n    return this.pages(${call}, options);\n  }`;
    case 'json':
      return `${head(`Promise<T.${result.type}>`)}\n    return this.json(${call}, options);\n  }`;
    case 'nothing':
      return `${head('Promise<void>')}\n    return this.json(${call}, options);\n  }`;
    case 'response':
      return `${head('Promise<Response>')}\n    return this.request(${pathOf(operation)}, ${call}, options);\n  }`;
  }
}

function streamOf(operation: Operation, events: string): string {
  const name = operation.result.kind === 'response' ? operation.id : `${operation.id}Stream`;
  return `${docsOf(operation)}  ${name}(${parametersOf(operation)}): AsyncGenerator<EventOf<T.${events}>, void> {
    return this.events(${callOf(operation)}, options);
  }`;
}

const pathOf = ({ path }: Operation): string =>
  path.includes('{')
    ? `\`${path.replace(/\{(\w+)\}/g, (_, name: string) => `\${segment(${camel(name)})}`)}\``
    : `'${path}'`;

function callOf(operation: Operation): string {
  const { method, query, body, idempotent, result } = operation;
  const parts = [
    `method: '${method}'`,
    ...(result.kind === 'response' && !operation.events ? [] : [`path: ${pathOf(operation)}`]),
    ...(query ? ['query'] : []),
    ...(body ? ['body'] : []),
    ...(idempotent ? ['idempotent: true'] : []),
  ];
  return `{ ${parts.join(', ')} }`;
}

function parametersOf({ params, query, body }: Operation): string {
  const union = (type: string) =>
    type
      .split(' | ')
      .map((name) => `T.${name}`)
      .join(' | ');
  return [
    ...params.map((name) => `${camel(name)}: string`),
    ...(body ? [`body${body.required ? '' : '?'}: ${union(body.type)}`] : []),
    ...(query ? [`query${query.required ? '' : '?'}: T.${query.type}`] : []),
    'options?: CallOptions',
  ].join(', ');
}

const docsOf = ({ docs }: Operation): string =>
  `  /**\n${docs
    .replaceAll('*/', '* /')
    .split('\n')
    .map((line) => `   * ${line}`.trimEnd())
    .join('\n')}\n   */\n`;

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
