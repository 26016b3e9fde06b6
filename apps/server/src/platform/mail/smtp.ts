import { createTransport } from 'nodemailer';
import { checkHeaders, type Mailer } from './mail.ts';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/i;

/**
 * Sends over SMTP, with connections kept for the next mail.
 *
 * With a user name, STARTTLS is required of any server but one on loopback, so that nobody on the way can have the password by
 * hiding that the server offers it; `?requireTLS=false` in the address waives that.
 *
 * @param options.url `smtp://user:password@host:587` or `smtps://…`; its query may set options of nodemailer
 * @param options.from an address, or `Name <address>`
 */
export function createSmtpMailer({ url, from }: { url: string; from: string }): Mailer {
  // Not `new URL`: its error carries the address, password and all.
  const server = URL.parse(url);
  if (!server || !/^smtps?:$/.test(server.protocol) || !server.hostname) {
    throw new Error('the address of the mail server must be smtp://host or smtps://host');
  }
  const transport = createTransport({
    url,
    pool: true,
    requireTLS:
      server.protocol === 'smtp:' && (server.username || server.password) !== '' && !LOOPBACK.test(server.hostname),
    dnsTimeout: 10_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
  });
  const sending = new Set<Promise<void>>();

  return {
    async send(mail) {
      checkHeaders(mail);
      const { to, subject, text } = mail;
      const sent = transport
        .sendMail({
          from,
          to: { name: '', address: to }, // as an object it is taken as it is, never parsed as a list
          subject,
          text,
          headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: no holiday replies
        })
        .then(
          () => {},
          (error: unknown) => {
            throw withoutSecrets(error);
          },
        );
      sending.add(sent);
      try {
        await sent;
      } finally {
        sending.delete(sent);
      }
    },
    async close() {
      await Promise.allSettled(sending);
      transport.close();
    },
  };
}

/**
 * What went wrong, in codes only and without a cause: servers repeat in their answers what they were sent, be it the mail's link
 * or the password.
 */
function withoutSecrets(error: unknown): Error {
  const { code, originalCode, responseCode } = error as { code?: string; originalCode?: string; responseCode?: number };
  const facts = [code, originalCode, responseCode && `SMTP ${responseCode}`].filter(Boolean).join(', ');
  return new Error(`the mail could not be sent (${facts || 'for an unknown reason'})`);
}
