import { CLIENT_COMMANDS } from '@ragkeep/cli';
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

const say = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`${text}\n`);

/**
 * Does what the words say, and tells what went wrong.
 *
 * @returns the exit code
 */
export async function runAsOperator(words: string[]): Promise<number> {
  try {
    const wantsHelp = words.some((word) => word === 'help' || word === '--help' || word === '-h');
    return await (wantsHelp ? help(words.filter((word) => !word.startsWith('-') && word !== 'help')) : act(words));
  } catch (error) {
    return explain(error);
  }
}

function help(names: string[]): number {
  const wanted = [...CLIENT_COMMANDS, ...COMMANDS].filter(({ name }) => isNamed(name, names));
  say(wanted.length > 0 ? wanted.map(helpFor).join('\n\n') : whole(names[0]));
  return WELL;
}

const isNamed = (command: string, names: readonly string[]): boolean =>
  command === names.slice(0, command.split(' ').length).join(' ');

async function act(words: string[]): Promise<number> {
  const [first] = words;
  if (first === 'doctor') return doctor(words.slice(1));
  const found = findCommand(COMMANDS, words);
  if (found) return operate(found.command, found.rest);
  const problem = first === undefined ? '' : `There is no command “ragkeep ${words.slice(0, 2).join(' ')}”.\n\n`;
  throw new UsageError(problem + whole(first));
}

/** All commands, or those of a group as `keys`. */
function whole(group: string | undefined): string {
  const of = <C extends Pick<Typeable, 'name' | 'summary'>>(commands: readonly C[]) =>
    commands.filter(({ name }) => name.split(' ')[0] === group);
  const isGroup = of([...OTHERS, ...COMMANDS, ...CLIENT_COMMANDS]).length > 0;
  const [clients, operators] = isGroup
    ? [of(CLIENT_COMMANDS), of<Pick<Typeable, 'name' | 'summary'>>([...OTHERS, ...COMMANDS])]
    : [CLIENT_COMMANDS, [...OTHERS, ...COMMANDS]];
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

async function operate(command: (typeof COMMANDS)[number], args: string[]): Promise<number> {
  const { typed, json, readsSecret } = readArguments(command, args);
  if (readsSecret && command.secret) typed[command.secret.field] = await readSecret(command.secret.field);
  checkTyped(command, typed);
  const reply = await perform(readConfig(process.env), command, typed);
  if (!reply.ok) throw new OperatorError(reply.message);
  say(json ? JSON.stringify(reply.output, null, 2) : command.print(reply.output as never));
  return command.failed(reply.output as never) ? FAILED : WELL;
}

async function readSecret(what: string): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write(`Paste the ${what}, then Enter: `);
  return ((await readLine(process.stdin)) ?? '').replace(/\r$/, '');
}

async function doctor(args: string[]): Promise<number> {
  if (args.some((word) => word !== '--json')) throw new UsageError('ragkeep doctor [--json]');
  const findings = await diagnose(process.env);
  say(args.length > 0 ? JSON.stringify(findings, null, 2) : printFindings(findings));
  return findings.some(({ level }) => level === 'problem') ? FAILED : WELL;
}

/** What the operator can mend is told plainly; everything else with its stack. */
function explain(error: unknown): number {
  const isPlain = [UsageError, OperatorError, ConfigError, SchemaTooNewError, WrongSecretError].some(
    (kind) => error instanceof kind,
  );
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  complain(isPlain ? message : (stack ?? message));
  return error instanceof UsageError ? MISUSED : FAILED;
}
