export type Json = Record<string, unknown>;

const REF = '#/components/schemas/';

/**
 * A schema of the OpenAPI document as the types' compiler wants it: references into `definitions`, files as `Blob`, and no titles,
 * since it would name types after them.
 */
export function forTypes(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(forTypes);
  if (typeof schema !== 'object' || schema === null) return schema;
  if ((schema as Json).format === 'binary') return { tsType: 'Blob' };
  // Words beside a reference would make a type of their own.
  const component = componentOf(schema);
  if (component) return { $ref: `#/definitions/${component}` };
  return Object.fromEntries(
    Object.entries(schema as Json).flatMap(([key, value]): [string, unknown][] => {
      if (key === 'title' && typeof value === 'string') return [];
      if (key === 'properties') return [[key, mapValues(value as Json, forTypes)]];
      // Ranges and formats make no types, and `maxItems` would make tuples of many members.
      if (['maxItems', 'minItems', 'pattern', 'format'].includes(key)) return [];
      return [[key, forTypes(value)]];
    }),
  );
}

/** The component that a schema is but a reference to. */
export const componentOf = (schema: unknown): string | null => {
  const { $ref } = (schema ?? {}) as { $ref?: string };
  return $ref?.startsWith(REF) ? $ref.slice(REF.length) : null;
};

const mapValues = (object: Json, change: (value: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
