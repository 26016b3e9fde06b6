import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { expect } from 'vitest';
import type { TestApp } from './app.ts';
import type { Client } from './client.ts';

export const PASSWORD = 'correct horse battery';

export interface Person {
  id: string;
  email: string;
  /** With an access token of theirs. */
  client: Client;
}

export const newEmail = (): string => `${randomBytes(6).toString('hex')}@example.com`;

/** Logs in, and gives a client with the access token. */
export async function login(app: TestApp, email: string, password = PASSWORD, code?: string): Promise<Client> {
  const { status, body, text } = await app.client().post('/auth/login', { email, password, ...(code ? { code } : {}) });
  expect(status, text).toBe(200);
  return app.client(body.access);
}

/** A tenant with its first key, which no member answers for, and an owner who is logged in. */
export async function peopledTenant(app: TestApp): Promise<{ key: Client; owner: Person; tenantId: string }> {
  const email = newEmail();
  const { body } = await app.client().post('/tenants', { name: 'Lighthouse', email, password: PASSWORD });
  const key = app.client(body.api_key);
  const [owner] = (await key.get('/members')).body.data;
  return { key, tenantId: body.tenant_id, owner: { id: owner.id, email, client: await login(app, email) } };
}

/** A member who is logged in. */
export async function addMember(app: TestApp, by: Client, role: string): Promise<Person> {
  const email = newEmail();
  const { status, body, text } = await by.post('/members', { email, password: PASSWORD, role });
  expect(status, text).toBe(201);
  return { id: body.id, email, client: await login(app, email) };
}

/** A key that the person made for themselves. */
export async function keyOf(app: TestApp, { client }: Person, scopes: string[]): Promise<Client> {
  const { status, body, text } = await client.post('/api-keys', { name: 'A key', scopes });
  expect(status, text).toBe(201);
  return app.client(body.raw_key);
}

export interface MailServer {
  /** The settings that make the server send here. */
  env: NodeJS.ProcessEnv;
  /** The next mail to the address that was not asked for yet; waits for it. */
  mailTo(address: string): Promise<string>;
  /** How many mails came that were not asked for. */
  unread(): number;
  close(): Promise<void>;
}

/** A real mail server on loopback. It refuses recipients at `bounce.example`. */
export async function startMailServer(): Promise<MailServer> {
  const received: { to: string; text: string }[] = [];
  const arrivals = new EventEmitter();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onRcptTo({ address }, _session, done) {
      done(address.endsWith('@bounce.example') ? new Error('no such mailbox') : null);
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString();
        const body = raw.slice(raw.indexOf('\r\n\r\n') + 4);
        for (const { address } of envelope.rcptTo) received.push({ to: address, text: fromQuotedPrintable(body) });
        done();
        arrivals.emit('mail');
      });
    },
  });
  server.on('error', () => {}); // a client that leaves is no matter here
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    env: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'Ragkeep <keeper@example.com>' },
    async mailTo(address) {
      for (;;) {
        const index = received.findIndex(({ to }) => to === address);
        if (index >= 0) return received.splice(index, 1)[0]?.text ?? '';
        await once(arrivals, 'mail');
      }
    },
    unread: () => received.length,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** RFC 2045, section 6.7. */
const fromQuotedPrintable = (text: string): string =>
  Buffer.from(
    text
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();

/** The token of the link in a mail, which must lead to the page. */
export function tokenIn(mail: string, page: string): string {
  const token = new RegExp(`/#/${page}\\?token=(\\S+)`).exec(mail)?.[1];
  expect(token, mail).toBeTruthy();
  return token ?? '';
}
