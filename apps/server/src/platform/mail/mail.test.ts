import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createConsoleMailer, createSmtpMailer, type Mail } from './index.ts';

const FROM = 'Ragkeep <noreply@ragkeep.example>';
const mail: Mail = {
  to: 'ada@example.com',
  subject: 'Your link',
  text: 'Open https://ragkeep.example/r/s3cret-of-the-link',
};

interface Received {
  from: string | undefined;
  to: string[];
  raw: string;
  secure: boolean;
}

/** A real mail server on loopback, which keeps what it is sent. */
async function mailServer(options: SMTPServerOptions = {}) {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onData(stream, { envelope, secure }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push({
          from: envelope.mailFrom ? envelope.mailFrom.address : undefined,
          to: envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
          secure,
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {}); // a client that leaves is no matter of these tests
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { received, port: (listening.address() as AddressInfo).port };
}

function smtp(url: string) {
  const mailer = createSmtpMailer({ url, from: FROM });
  onTestFinished(() => mailer.close());
  return mailer;
}

/** The error of a mail that was not sent, which shows neither the password nor the link however it is printed. */
async function failure(sent: Promise<void>): Promise<string> {
  const error = await sent.then(
    () => new Error('it was sent'),
    (reason: unknown) => reason as Error,
  );
  for (const secret of ['pa55', Buffer.from('\0me\0pa55!').toString('base64'), 's3cret', 'ada@']) {
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
  }
  return error.message;
}

/** Asks for `me` with `pa55!`, before or after STARTTLS. */
const withLogin: SMTPServerOptions = {
  authOptional: false,
  allowInsecureAuth: true,
  onAuth({ username, password }, _session, done) {
    if (username === 'me' && password === 'pa55!') done(null, { user: 'me' });
    else done(new Error(`I was told ${username} and ${password}`));
  },
};

describe('over SMTP', () => {
  it('delivers to the one address, with the subject and the text', async () => {
    const { received, port } = await mailServer();
    await smtp(`smtp://127.0.0.1:${port}`).send(mail);
    expect(received).toMatchObject([{ from: 'noreply@ragkeep.example', to: ['ada@example.com'] }]);
    const [head, body] = received[0]?.raw.split('\r\n\r\n') ?? [];
    expect(head?.split('\r\n')).toEqual(
      expect.arrayContaining([
        `From: ${FROM}`,
        'To: ada@example.com',
        'Subject: Your link',
        'Auto-Submitted: auto-generated',
      ]),
    );
    expect(body?.trim()).toBe(mail.text);
  });

  it('sends letters of any language', async () => {
    const { received, port } = await mailServer();
    await smtp(`smtp://127.0.0.1:${port}`).send({ ...mail, subject: 'Grüße 你好', text: 'Grüße' });
    const subject = /^Subject: =\?UTF-8\?B\?(.*)\?=\r$/m.exec(received[0]?.raw ?? '')?.[1] ?? '';
    expect(Buffer.from(subject, 'base64').toString()).toBe('Grüße 你好');
    expect(received[0]?.raw).toContain('Gr=C3=BC=C3=9Fe');
  });

  it('logs in with the user and password of the address', async () => {
    const { received, port } = await mailServer(withLogin);
    await smtp(`smtp://me:pa55%21@127.0.0.1:${port}`).send(mail);
    expect(received).toHaveLength(1);
  });

  it('a wrong password is an error that does not tell it, even if the server does', async () => {
    const { received, port } = await mailServer(withLogin);
    const message = await failure(smtp(`smtp://me:pa55-wrong@127.0.0.1:${port}`).send(mail));
    expect(message).toBe('the mail could not be sent (EAUTH, SMTP 535)');
    expect(received).toEqual([]);
  });

  it.each([
    ['by STARTTLS where the server has it', 'smtp', { disabledCommands: [] }],
    ['from the first byte', 'smtps', { secure: true }],
  ])('encrypts %s, and refuses a certificate nobody vouches for', async (_when, scheme, options) => {
    const { received, port } = await mailServer({ ...withLogin, allowInsecureAuth: false, ...options });
    const address = `${scheme}://me:pa55%21@127.0.0.1:${port}`;
    expect(await failure(smtp(address).send(mail))).toContain('CERT');
    await smtp(`${address}?tls.rejectUnauthorized=false`).send(mail);
    expect(received).toMatchObject([{ secure: true }]);
  });

  it('does not give a password to a server elsewhere that claims to know no TLS', async () => {
    const attempts: unknown[] = [];
    const { received, port } = await mailServer({
      ...withLogin,
      onAuth(auth, _session, done) {
        attempts.push(auth);
        done(null, { user: 'me' });
      },
    });
    // Leads to this host, but is not a name of loopback.
    const elsewhere = `smtp://me:pa55%21@0.0.0.0:${port}`;
    expect(await failure(smtp(elsewhere).send(mail))).toContain('ETLS');
    expect([attempts, received]).toEqual([[], []]);
    await smtp(`${elsewhere}?requireTLS=false`).send(mail);
    expect([attempts.length, received.length]).toEqual([1, 1]);
  });

  it('a refused recipient is an error, and the next mail goes out', async () => {
    const { received, port } = await mailServer({
      onRcptTo({ address }, _session, done) {
        if (address === 'nobody@example.com') done(Object.assign(new Error(`no ${address}`), { responseCode: 550 }));
        else done();
      },
    });
    const mailer = smtp(`smtp://127.0.0.1:${port}`);
    expect(await failure(mailer.send({ ...mail, to: 'nobody@example.com' }))).toBe(
      'the mail could not be sent (EENVELOPE, SMTP 550)',
    );
    await mailer.send(mail);
    expect(received.map(({ to }) => to)).toEqual([['ada@example.com']]);
  });

  it('a server that repeats the refused text does not put it into the error', async () => {
    const { port } = await mailServer({
      onData(stream, _session, done) {
        stream.resume();
        stream.on('end', () => done(Object.assign(new Error(`blocked: ${mail.text}`), { responseCode: 554 })));
      },
    });
    expect(await failure(smtp(`smtp://127.0.0.1:${port}`).send(mail))).toBe(
      'the mail could not be sent (EMESSAGE, SMTP 554)',
    );
  });

  it('a server that is not there is an error', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    expect(await failure(smtp(`smtp://me:pa55%21@127.0.0.1:${port}`).send(mail))).toContain('ECONNREFUSED');
  });

  it('closing waits for the mails being sent', async () => {
    const { received, port } = await mailServer();
    const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from: FROM });
    const sent = [mailer.send(mail), mailer.send(mail)];
    await mailer.close();
    expect(received).toHaveLength(2);
    await Promise.all(sent);
  });

  it.each(['', 'host:25', 'http://me:pa55@host', 'smtp://', 'smtp://me:pa55@host:99999999'])(
    'the address %o is refused without repeating it',
    (url) => {
      const create = () => createSmtpMailer({ url, from: FROM });
      expect(create).toThrow('the address of the mail server must be smtp://host or smtps://host');
    },
  );
});

describe('to the operator', () => {
  it('shows recipient, subject and text', async () => {
    const shown: string[] = [];
    await createConsoleMailer((text) => shown.push(text)).send(mail);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain(`To: ada@example.com\nSubject: Your link\n\n${mail.text}\n`);
  });

  it('shows no character a terminal would obey', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        let shown = '';
        await createConsoleMailer((written) => {
          shown += written;
        }).send({ ...mail, text: `${text}\u001b[2J\u009b2J\r` });
        expect(shown).not.toMatch(/[^\P{Cc}\n\t]/u);
      }),
    );
  });
});

describe.each(['smtp', 'console'])('headers cannot be injected: %s', (kind) => {
  const create = async () => {
    const shown: unknown[] = [];
    if (kind === 'console') return { mailer: createConsoleMailer((text) => shown.push(text)), sent: shown };
    const { received, port } = await mailServer();
    return { mailer: smtp(`smtp://127.0.0.1:${port}`), sent: received };
  };

  it.each([
    'ada@example.com\r\nBcc: eve@example.com',
    'ada@example.com\n',
    'ada@example.com, eve@example.com',
    'ada@example.com;eve@example.com',
    'ada@example.com eve@example.com',
    'Ada <ada@example.com>',
    'group:ada@example.com',
    '"ada@example.com"@example.com',
    'ada@eve@example.com',
    'ada',
    '',
  ])('no mail to %j', async (to) => {
    const { mailer, sent } = await create();
    await expect(mailer.send({ ...mail, to })).rejects.toThrow('one plain address');
    expect(sent).toEqual([]);
  });

  it.each(['Hi\r\nBcc: eve@example.com', 'Hi\n', 'Hi\r', 'Hi\u0000', 'Hi\u2028there', '\u001b[2J'])(
    'no subject %j',
    async (subject) => {
      const { mailer, sent } = await create();
      await expect(mailer.send({ ...mail, subject })).rejects.toThrow('one line');
      expect(sent).toEqual([]);
    },
  );
});
