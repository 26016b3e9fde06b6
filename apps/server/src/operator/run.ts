import { CLIENT_COMMANDS, type Surroundings } from '@ragkeep/cli';
import {
  checkTyped,
  findCommand,
  helpFor,
  overview,
  readArguments,
  readLine,
  type Typeable,
  UsageError,
} from '@ragkeep/cli/terminal';
import { ConfigError, readConfig } from '../config.ts';
import { SchemaTooNewError } from '../platform/db/migrate.ts';
import { WrongSecretError } from '../platform/db/secret-check.ts';
import { UnfinishedError } from '../platform/db/unfinished.ts';
import type { OwnCommand } from './command.ts';
import { OWN_COMMANDS } from './commands/backup.ts';
import { COMMANDS } from './commands/index.ts';
import { diagnose, printFindings } from './doctor/index.ts';
import { OperatorError } from './errors.ts';
import { perform } from './reach.ts';

/** Those that are not done with the data. */
const OTHERS = [
  { name: 'serve', summary: 'Start the server' },
  { name: 'doctor', summary: 'Check the set-up and say what to do' },
];
const WELL = 0;
const FAILED = 1;
const MISUSED = 2;

/**
 * Does what the words say, and tells what went wrong.
 *
 * @returns the exit code
 */
export async function runAsOperator(words: string[], surroundings: Surroundings): Promise<number> {
  const say = (text: string) => void surroundings.stdout.write(`${text}\n`);
  try {
    const wantsHelp = words.some((word) => word === 'help' || word === '--help' || word === '-h');
    if (!wantsHelp) return await act(words, surroundings, say);
    say(help(words.filter((word) => !word.startsWith('-') && word !== 'help')));
    return WELL;
  } catch (error) {
    return explain(error, surroundings);
  }
}

function help(names: string[]): string {
  const wanted = [...CLIENT_COMMANDS, ...COMMANDS, ...OWN_COMMANDS].filter(({ name }) => isNamed(name, names));
  return wanted.length > 0 ? wanted.map(helpFor).join('\n\n') : whole(names[0]);
}

const isNamed = (command: string, names: readonly string[]): boolean =>
  command === names.slice(0, command.split(' ').length).join(' ');

type Say = (text: string) => void;

async function act(words: string[], surroundings: Surroundings, say: Say): Promise<number> {
  const [first] = words;
  if (first === 'doctor') return doctor(words.slice(1), surroundings, say);
  const own = findCommand(OWN_COMMANDS, words);
  if (own) return operateAlone(own.command, own.rest, surroundings, say);
  const found = findCommand(COMMANDS, words);
  if (found) return operate(found.command, found.rest, surroundings, say);
  const problem = first === undefined ? '' : `There is no command “ragkeep ${words.slice(0, 2).join(' ')}”.\n\n`;
  throw new UsageError(problem + whole(first));
}

/** All commands, or those of a group as `keys`. */
function whole(group: string | undefined): string {
  const of = <C extends Pick<Typeable, 'name' | 'summary'>>(commands: readonly C[]) =>
    commands.filter(({ name }) => name.split(' ')[0] === group);
  const isGroup = of([...OTHERS, ...COMMANDS, ...OWN_COMMANDS, ...CLIENT_COMMANDS]).length > 0;
  const [clients, operators] = isGroup
    ? [of(CLIENT_COMMANDS), of<Pick<Typeable, 'name' | 'summary'>>([...OTHERS, ...COMMANDS, ...OWN_COMMANDS])]
    : [CLIENT_COMMANDS, [...OTHERS, ...COMMANDS, ...OWN_COMMANDS]];
  return [
    ...(clients.length > 0
      ? ['With a key, on any server (see `ragkeep login`, or RAGKEEP_URL and RAGKEEP_KEY):', '', overview(clients), '']
      : []),
    ...(operators.length > 0
      ? ['With the server’s data (DATA_DIR or DATABASE_URL say which), without a key:', '', overview(operators), '']
      : []),
    'Each takes --json, for machines, and --help.',
  ].join('\n');
}

async function operate(
  command: (typeof COMMANDS)[number],
  args: string[],
  surroundings: Surroundings,
  say: Say,
): Promise<number> {
  const { typed, json, readsSecret } = readArguments(command, args);
  if (readsSecret && command.secret) typed[command.secret.field] = await readSecret(command.secret.field, surroundings);
  checkTyped(command, typed);
  const reply = await perform(readConfig(surroundings.env), command, typed);
  if (!reply.ok) throw new OperatorError(reply.message);
  say(json ? JSON.stringify(reply.output, null, 2) : command.print(reply.output as never));
  return command.failed(reply.output as never) ? FAILED : WELL;
}

async function operateAlone(command: OwnCommand, args: string[], { env }: Surroundings, say: Say): Promise<number> {
  const { typed, json } = readArguments(command, args);
  const output = await command.run(readConfig(env), checkTyped(command, typed) as never);
  say(json ? JSON.stringify(output, null, 2) : command.print(output));
  return WELL;
}

async function readSecret(what: string, { stdin, stderr }: Surroundings): Promise<string> {
  if (stdin.isTTY) stderr.write(`Paste the ${what}, then Enter: `);
  return ((await readLine(stdin)) ?? '').replace(/\r$/, '');
}

async function doctor(args: string[], { env }: Surroundings, say: Say): Promise<number> {
  if (args.some((word) => word !== '--json')) throw new UsageError('ragkeep doctor [--json]');
  const findings = await diagnose(env);
  say(args.length > 0 ? JSON.stringify(findings, null, 2) : printFindings(findings));
  return findings.some(({ level }) => level === 'problem') ? FAILED : WELL;
}

/** What the operator can mend is told plainly; everything else with its stack. */
function explain(error: unknown, { stderr }: Surroundings): number {
  const isPlain = [UsageError, OperatorError, ConfigError, SchemaTooNewError, WrongSecretError, UnfinishedError].some(
    (kind) => error instanceof kind,
  );
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  stderr.write(`${isPlain ? message : (stack ?? message)}\n`);
  return error instanceof UsageError ? MISUSED : FAILED;
}
