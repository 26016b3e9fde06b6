import { z } from 'zod';

/** What of a command says how it is typed: the options, the help and the check are all made from one schema. */
export interface Typeable {
  /** As it is typed: `keys create`. */
  name: string;
  summary: string;
  input: z.ZodObject;
  /** Fields of the input that are typed without a name, in order. */
  positionals: readonly string[];
  /** The field that takes all words after those. */
  rest?: string;
  /** The field that is read from standard input, since what is typed is seen by others and kept in the shell's history. */
  secret: { field: string; flag: string | null } | null;
}

/** What was typed, before it is checked. */
export type Typed = Record<string, string | boolean | string[]>;

/** A text with commas as a list of what the schema takes. */
export const listOf = <T extends z.ZodType<unknown, string>>(item: T) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((entry) => entry.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item).min(1, 'must not be empty'));

export const uuid = z.uuid('must be an id such as 019a2b3c-0000-7000-8000-000000000000');

/** A whole number in the range, typed as a text. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a number')
    .transform(Number)
    .refine((number) => number >= least && number <= most, `must be from ${least} to ${most}`);
