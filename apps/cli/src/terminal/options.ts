import { z } from 'zod';
import type { Typeable } from './typeable.ts';

/** `expires-at` on the command line is `expiresAt` in the input. */
export const optionName = (field: string): string => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A flag is what takes `true`; every other option takes a text. */
export const isFlag = (schema: z.core.$ZodType): boolean => z.safeParse(schema, true).success;

/** The fields that are options: not those typed by place or read from standard input. */
export const optionFields = (command: Typeable): [string, z.core.$ZodType][] =>
  Object.entries(command.input.shape).filter(([field]) => !isPlaced(command, field) && field !== command.secret?.field);

export const isPlaced = ({ positionals, rest }: Typeable, field: string): boolean =>
  positionals.includes(field) || field === rest;
