import { componentOf, type Json } from './schemas.ts';

/** An operation of the OpenAPI document, read for what its method needs. Names are of types. */
export interface Operation {
  id: string;
  method: string;
  /** Below `/api/v1`, parameters as `{name}`. */
  path: string;
  docs: string;
  params: string[];
  query: { type: string; required: boolean } | null;
  body: { type: string; required: boolean } | null;
  idempotent: boolean;
  /** A page of a list, one JSON value, nothing, or something else. */
  result: { kind: 'pages' | 'json'; type: string } | { kind: 'nothing' } | { kind: 'response' };
  /** The type of its events, where it can stream. */
  events: string | null;
}

const API_BASE = '/api/v1';
const STREAM = 'text/event-stream';

type Schemas = Record<string, Json>;
interface Parameter extends Json {
  name: string;
  in: string;
  required: boolean;
  schema: Json;
  description?: string;
}

/** The operations of a document, and the schemas of their types, by name. Aliases of a path are left out. */
export function operationsOf(document: Json): { operations: Operation[]; schemas: Schemas } {
  const schemas: Schemas = { ...((document.components as Json).schemas as Schemas) };
  const operations: Operation[] = [];
  for (const [path, item] of Object.entries(document.paths as Record<string, Record<string, Json>>)) {
    for (const [method, operation] of Object.entries(item)) {
      if (String(operation.operationId).includes('_alias')) continue;
      operations.push(read(path, method, operation, schemas));
    }
  }
  return { operations: operations.sort((a, b) => a.id.localeCompare(b.id)), schemas };
}

function read(path: string, method: string, operation: Json, schemas: Schemas): Operation {
  const id = operation.operationId as string;
  const Name = id.charAt(0).toUpperCase() + id.slice(1);
  const named = (schema: Json, suffix: string): string => {
    const component = componentOf(schema);
    if (component) return component;
    // What a search finds is called `SearchResult` already.
    const name = [Name + suffix, `${Name}Response`].find((each) => !(each in schemas));
    if (!name) throw new Error(`the name ${Name + suffix} is taken twice`);
    schemas[name] = schema;
    return name;
  };
  const parameters = operation.parameters as Parameter[];
  const content = contentOf(operation);
  return {
    id,
    method: method.toUpperCase(),
    path: path.slice(API_BASE.length),
    docs: [operation.summary, operation.description].filter(Boolean).join('.\n\n'),
    params: parameters.filter((each) => each.in === 'path').map(({ name }) => name),
    query: queryOf(parameters, named),
    body: bodyOf(operation, STREAM in content, named),
    idempotent: parameters.some(({ name }) => name === 'Idempotency-Key'),
    result: resultOf(content, named),
    events: eventsOf(content, named),
  };
}

type Named = (schema: Json, suffix: string) => string;

const objectOf = (properties: Json, required: string[]): Json => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

function queryOf(parameters: Parameter[], named: Named): Operation['query'] {
  const query = parameters.filter((each) => each.in === 'query');
  if (query.length === 0) return null;
  const properties = query.map(({ name, schema, description }) => [
    name,
    { ...schema, ...(description ? { description } : {}) },
  ]);
  const required = query.filter((each) => each.required).map(({ name }) => name);
  return { type: named(objectOf(Object.fromEntries(properties), required), 'Query'), required: required.length > 0 };
}

/** Where an answer can stream, another method asks for the stream, so that the body has no such switch. */
function bodyOf(operation: Json, canStream: boolean, named: Named): Operation['body'] {
  const request = operation.requestBody as { required: boolean; content: Record<string, { schema: Json }> } | undefined;
  if (!request) return null;
  const json = request.content['application/json']?.schema;
  const form = request.content['multipart/form-data']?.schema;
  const types = [
    ...(json ? [named(canStream ? without(json, 'stream') : json, 'Body')] : []),
    ...(form ? [named(form, 'Upload')] : []),
  ];
  return { type: types.join(' | '), required: request.required };
}

function without(schema: Json, name: string): Json {
  const { [name]: _, ...properties } = schema.properties as Json;
  return { ...schema, properties };
}

type Content = Record<string, { schema: Json; 'x-events'?: Json }>;

function contentOf(operation: Json): Content {
  const responses = operation.responses as Record<string, { content?: Content }>;
  return Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1].content ?? {};
}

function resultOf(content: Content, named: Named): Operation['result'] {
  const json = content['application/json']?.schema;
  const isDownload = json?.type === 'string';
  if (!json || isDownload) return { kind: Object.keys(content).length > 0 ? 'response' : 'nothing' };
  const properties = (json.properties ?? {}) as Record<string, Json>;
  if ('next_cursor' in properties && Object.keys(properties).length === 2) {
    return { kind: 'pages', type: named(properties.data?.items as Json, 'Item') };
  }
  return { kind: 'json', type: named(json, 'Result') };
}

function eventsOf(content: Content, named: Named): string | null {
  const events = content[STREAM]?.['x-events'];
  if (!events) return null;
  // The client throws it.
  const { error: _, ...data } = events;
  return named(objectOf(data, Object.keys(data)), 'Events');
}
