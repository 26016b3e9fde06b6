import { z } from 'zod';
import { isFlag, isPlaced, optionFields, optionName } from './options.ts';
import type { Typeable } from './typeable.ts';

const describe = (schema: z.core.$ZodType): string => z.globalRegistry.get(schema)?.description ?? '';
const isOptional = (schema: z.core.$ZodType): boolean => z.safeParse(schema, undefined).success;

/** How a command is typed, in one line. */
function synopsis(command: Typeable): string {
  const options = optionFields(command).map(([field, schema]) => {
    const option = isFlag(schema) ? `--${optionName(field)}` : `--${optionName(field)} <…>`;
    return isOptional(schema) ? `[${option}]` : option;
  });
  const flag = command.secret?.flag ? [`[--${command.secret.flag}]`] : [];
  const places = [
    ...command.positionals.map((field) =>
      isOptional(command.input.shape[field]) ? `[<${optionName(field)}>]` : `<${optionName(field)}>`,
    ),
    ...(command.rest ? [`<${optionName(command.rest)}>…`] : []),
  ];
  return ['ragkeep', command.name, ...places, ...options, ...flag, '[--json]'].join(' ');
}

/** What a command does and takes. */
export function helpFor(command: Typeable): string {
  const lines = Object.entries(command.input.shape)
    .filter(([field, schema]) => field !== command.secret?.field && describe(schema) !== '')
    .map(([field, schema]) => {
      const name = isPlaced(command, field) ? `<${optionName(field)}>` : `--${optionName(field)}`;
      return `  ${name.padEnd(16)} ${describe(schema)}`;
    });
  return [command.summary, '', `  ${synopsis(command)}`, ...(lines.length > 0 ? ['', ...lines] : [])].join('\n');
}

/** Commands and what they do, one a line. */
export function overview(commands: readonly { name: string; summary: string }[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return commands.map(({ name, summary }) => `  ragkeep ${name.padEnd(width)}  ${summary}`).join('\n');
}
