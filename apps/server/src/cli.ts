#!/usr/bin/env node
import { ClientError } from './client/errors.ts';
import { EVAL, evaluate } from './client/evaluate/index.ts';
import { printReport } from './client/evaluate/report.ts';
import { ConfigError, readConfig } from './config.ts';
import { checkTyped, findCommand, readArguments, UsageError } from './operator/arguments.ts';
import { COMMANDS } from './operator/commands/index.ts';
import { diagnose, printFindings } from './operator/doctor/index.ts';
import { OperatorError } from './operator/errors.ts';
import { helpFor, overview } from './operator/help.ts';
import { readLine } from './operator/lines.ts';
import { perform } from './operator/reach.ts';
import { SchemaTooNewError } from './platform/db/migrate.ts';
import { WrongSecretError } from './platform/db/secret-check.ts';

/** Those that are not done with the data. */
const OTHERS = [
  { name: 'serve', summary: 'Start the server' },
  { name: 'doctor', summary: 'Check the set-up and say what to do' },
  EVAL,
];
const WELL = 0;
const FAILED = 1;
const MISUSED = 2;

const say = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`${text}\n`);

/** Does what the words say; gives the exit code. */
async function run(words: string[]): Promise<number> {
  const wantsHelp = words.some((word) => word === 'help' || word === '--help' || word === '-h');
  return wantsHelp ? help(words.filter((word) => !word.startsWith('-') && word !== 'help')) : act(words);
}

function help(names: string[]): number {
  const command = [EVAL, ...COMMANDS].find(({ name }) => name === names.slice(0, name.split(' ').length).join(' '));
  say(command ? helpFor(command) : overview(groupOf(names[0])));
  return WELL;
}

async function act(words: string[]): Promise<number> {
  const [first] = words;
  if (first === 'doctor') return doctor(words.slice(1));
  if (first === EVAL.name) return judge(words.slice(1));
  const found = findCommand(COMMANDS, words);
  if (found) return operate(found.command, found.rest);
  const problem = first === undefined ? '' : `There is no command “ragkeep ${words.slice(0, 2).join(' ')}”.\n\n`;
  throw new UsageError(problem + overview(groupOf(first)));
}

/** The commands whose names begin with the word, or all of them. */
function groupOf(word: string | undefined) {
  const all = [...OTHERS, ...COMMANDS];
  const group = all.filter(({ name }) => name.split(' ')[0] === word);
  return group.length > 0 ? group : all;
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

async function judge(args: string[]): Promise<number> {
  const { typed, json } = readArguments(EVAL, args);
  const report = await evaluate(process.env, typed, showProgress);
  say(json ? JSON.stringify(report, null, 2) : printReport(report));
  return report.below.length > 0 || report.evaluation.status === 'failed' ? FAILED : WELL;
}

/** In one line of a terminal; in a log, nothing of it is of use. */
function showProgress(done: number, total: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total} questions${done === total ? '\n' : ''}`);
}

/** What the operator can mend is told plainly; everything else with its stack. */
function explain(error: unknown): number {
  if (error instanceof UsageError) {
    complain(error.message);
    return MISUSED;
  }
  const isPlain = [OperatorError, ClientError, ConfigError, SchemaTooNewError, WrongSecretError].some(
    (kind) => error instanceof kind,
  );
  complain(
    isPlain || !(error instanceof Error) ? String((error as Error).message ?? error) : (error.stack ?? error.message),
  );
  return FAILED;
}

const words = process.argv.slice(2);
if (words[0] === 'serve' && words.length === 1) await import('./main.ts');
else process.exitCode = await run(words).catch(explain);
