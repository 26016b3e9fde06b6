import { z } from 'zod';
import type { Typeable } from './command.ts';
import { isFlag, optionFields, optionName } from './options.ts';

const describe = (schema: z.core.$ZodType): string => z.globalRegistry.get(schema)?.description ?? '';
const isOptional = (schema: z.core.$ZodType): boolean => z.safeParse(schema, undefined).success;

/** How a command is typed, in one line. */
function synopsis(command: Typeable): string {
  const options = optionFields(command).map(([field, schema]) => {
    const option = isFlag(schema) ? `--${optionName(field)}` : `--${optionName(field)} <…>`;
    return isOptional(schema) ? `[${option}]` : option;
  });
  const flag = command.secret?.flag ? [`[--${command.secret.flag}]`] : [];
  const places = command.positionals.map((field) => `<${optionName(field)}>`);
  return ['ragkeep', command.name, ...places, ...options, ...flag, '[--json]'].join(' ');
}

/** What a command does and takes. */
export function helpFor(command: Typeable): string {
  const { input, positionals } = command;
  const lines = Object.entries(input.shape)
    .filter(([field, schema]) => field !== command.secret?.field && describe(schema) !== '')
    .map(([field, schema]) => {
      const name = positionals.includes(field) ? `<${optionName(field)}>` : `--${optionName(field)}`;
      return `  ${name.padEnd(16)} ${describe(schema)}`;
    });
  return [command.summary, '', `  ${synopsis(command)}`, ...(lines.length > 0 ? ['', ...lines] : [])].join('\n');
}

/** All commands, or those of a group as `keys`. */
export function overview(commands: readonly { name: string; summary: string }[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ragkeep ${name.padEnd(width)}  ${summary}`);
  return [
    ...lines,
    '',
    'Each takes --json, for machines, and --help. Settings come from the environment, as for the server:',
    'DATA_DIR or DATABASE_URL say which one is meant.',
  ].join('\n');
}
