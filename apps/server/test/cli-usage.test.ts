import { tmpdir } from 'node:os';
import { checkTyped, findCommand, helpFor, readArguments, table, UsageError } from '@ragkeep/cli/terminal';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/operator/commands/index.ts';
import { ragkeep, ragkeepProcess } from './cli.ts';

const env = { DATA_DIR: `${tmpdir()}/there-is-no-such-folder` };
const ID = '019a0000-0000-7000-8000-000000000000';

/** What the words come to, without doing it. */
function read(...words: string[]) {
  const found = findCommand(COMMANDS, words);
  if (!found) throw new Error('no such command');
  const { typed, json, readsSecret } = readArguments(found.command, found.rest);
  return { name: found.command.name, input: checkTyped(found.command, typed), json, readsSecret };
}

// No database takes part, so once is enough.
describe.runIf(process.env.TEST_DATABASE === 'embedded')('the command line', () => {
  it('a misuse prints help on standard error and ends with 2', async () => {
    for (const words of [[], ['tenant'], ['keys', 'crate'], ['keys', 'create'], ['doctor', '--fix']]) {
      const { code, stdout, stderr } = await ragkeep(env, words);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('ragkeep ');
    }
  });

  it('a process of its own says the same, and what is said of a key never holds it', async () => {
    expect(await ragkeepProcess(env, ['tenant'])).toEqual(await ragkeep(env, ['tenant']));
    const told = await ragkeepProcess({ ...env, PORT: 'eighty' }, ['keys', 'verify'], { input: 'rk_live_x\n' });
    expect(told).toEqual({ code: 1, stdout: '', stderr: expect.not.stringContaining('rk_live_x') });
  });

  it('help that was asked for is on standard output and ends with 0', async () => {
    const all = await ragkeep(env, ['--help']);
    expect(all).toMatchObject({ code: 0, stderr: '' });
    for (const { name, summary } of COMMANDS) expect(all.stdout).toMatch(new RegExp(`ragkeep ${name} .*${summary}`));
    const group = await ragkeep(env, ['keys', '--help']);
    expect(group.stdout).toContain('ragkeep keys revoke');
    expect(group.stdout).not.toContain('ragkeep tenants');
    const one = await ragkeep(env, ['keys', 'create', '--help']);
    expect(one).toMatchObject({ code: 0, stdout: expect.stringContaining('--expires') });
  });

  it('wrong settings are named', async () => {
    const { code, stderr } = await ragkeep({ ...env, PORT: 'eighty' }, ['tenants']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('PORT') });
  });

  it('a key is never an argument', async () => {
    const { code, stderr } = await ragkeep(env, ['keys', 'verify', '--key', 'rk_live_x'], '');
    expect(code).toBe(2);
    expect(stderr).not.toContain('rk_live_x');
  });

  it('reads names, places, lists and flags', () => {
    expect(read('tenants')).toMatchObject({ name: 'tenants list', json: false });
    expect(read('tenants', '--json')).toMatchObject({ name: 'tenants list', json: true });
    expect(read('keys', 'revoke', ID, '--tenant', ID).input).toEqual({ keyId: ID, tenant: ID });
    expect(read('keys', 'create', '--tenant', ID, '--name', 'n', '--projects', `${ID},${ID}`).input).toMatchObject({
      projects: [ID, ID],
      environment: 'live',
    });
    expect(read('tenants', 'delete', ID, '--yes').input).toEqual({ id: ID, yes: true });
    const create = ['members', 'create', '--tenant', ID, '--email', 'A@Example.com', '--role', 'viewer'];
    expect(read(...create)).toMatchObject({ readsSecret: false, input: { email: 'a@example.com' } });
    expect(read(...create, '--password-stdin').readsSecret).toBe(true);
  });

  it.each([
    ['a word too many', ['tenants', 'delete', ID, ID, '--yes'], 'one word too many'],
    ['an unknown option', ['tenants', 'list', '--all'], '--all'],
    ['an id that is none', ['keys', 'list', '--tenant', '7'], '--tenant: must be an id'],
    ['an unknown scope', ['keys', 'create', '--tenant', ID, '--name', 'n', '--scopes', 'all'], '--scopes: '],
    ['no plan', ['plans', 'set', '--tenant', ID], 'plan: '],
    ['a password as an argument', ['members', 'create', '--password', 'x'], '--password'],
  ])('refuses %s and says what would do', (_what, words, text) => {
    expect(() => read(...words)).toThrow(UsageError);
    expect(() => read(...words)).toThrow(text);
  });

  it('the help of each command names all that it takes', () => {
    for (const command of COMMANDS) {
      const help = helpFor(command);
      for (const field of Object.keys(command.input.shape)) {
        if (field !== command.secret?.field) expect(help).toContain(field.replace(/[A-Z]/g, '-$&').toLowerCase());
      }
    }
  });

  it('tables align, and control characters that somebody typed do not reach the terminal', () => {
    expect(
      table(
        ['ID', 'NAME'],
        [
          ['1', 'a\u001b[31m'],
          ['22', null],
        ],
      ),
    ).toBe('ID  NAME\n1   a\ufffd[31m\n22  –');
  });
});
