import { parseArgs } from 'node:util';
import { helpFor } from './help.ts';
import { isFlag, isPlaced, optionFields, optionName } from './options.ts';
import type { Typeable, Typed } from './typeable.ts';

/** What was typed makes no sense; the text says what would. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export interface Invocation {
  command: Typeable;
  typed: Typed;
  json: boolean;
  /** Whether the command's secret is to be read from standard input. */
  readsSecret: boolean;
}

/** The command that the words name, and the rest of them. A group alone, as `tenants`, means its `list`. */
export function findCommand<C extends Typeable>(
  commands: readonly C[],
  words: readonly string[],
): { command: C; rest: string[] } | undefined {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = commands.find((candidate) => candidate.name === name);
    if (command && words.length >= length) return { command, rest: words.slice(length) };
  }
  const [group, next] = words;
  const list = commands.find(({ name }) => name === `${group} list`);
  return list && (next === undefined || next.startsWith('-')) ? { command: list, rest: words.slice(1) } : undefined;
}

/** Takes the arguments of a command apart. Throws a UsageError for what it does not take or lacks. */
export function readArguments(command: Typeable, args: string[]): Invocation {
  const { secret, positionals } = command;
  const fields = optionFields(command);
  const options = Object.fromEntries(
    fields.map(([field, schema]) => [optionName(field), { type: isFlag(schema) ? 'boolean' : 'string' } as const]),
  );
  const extra = secret?.flag ? { [secret.flag]: { type: 'boolean' } as const } : {};
  const parsed = parse(command, args, { ...options, ...extra, json: { type: 'boolean' } });
  const typed: Typed = {};
  for (const [index, text] of parsed.positionals.slice(0, positionals.length).entries()) {
    typed[positionals[index] ?? ''] = text;
  }
  const more = parsed.positionals.slice(positionals.length);
  if (command.rest) typed[command.rest] = more;
  else if (more.length > 0) throw usage(command, `“${more[0]}” is one word too many`);
  for (const [field] of fields) {
    const value = parsed.values[optionName(field)];
    if (typeof value === 'string' || typeof value === 'boolean') typed[field] = value;
  }
  const readsSecret = secret !== null && (secret.flag === null || parsed.values[secret.flag] === true);
  return { command, typed, json: parsed.values.json === true, readsSecret };
}

/** Checks what was typed by the command's schema. Throws a UsageError that names the arguments that are wrong. */
export function checkTyped(command: Typeable, typed: Typed): unknown {
  const result = command.input.safeParse(typed);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => {
    const field = String(path[0] ?? '');
    const name = isPlaced(command, field) || field === command.secret?.field ? field : `--${optionName(field)}`;
    return `${name}: ${Object.hasOwn(typed, field) ? message : 'is missing'}`;
  });
  throw usage(command, [...new Set(lines)].join('\n'));
}

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

function parse(command: Typeable, args: string[], options: Options) {
  try {
    return parseArgs({ args, options: options ?? {}, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's sentence; what follows it would be advice on how to pass what is no option.
    throw usage(command, (error as Error).message.split('. ')[0] ?? '');
  }
}

const usage = (command: Typeable, problem: string) => new UsageError(`${problem}\n\n${helpFor(command)}`);
