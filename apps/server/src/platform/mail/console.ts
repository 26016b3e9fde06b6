import { checkHeaders, type Mailer } from './mail.ts';

const CONTROL = /[^\P{Cc}\n\t]/gu;

/**
 * Shows mails to the operator where no mail server is set up. `write` must not be the structured log: the text holds a link with
 * a secret. Control characters are replaced, for a terminal would obey them and parts of the text were typed by others.
 */
export function createConsoleMailer(write: (text: string) => void): Mailer {
  return {
    async send(mail) {
      checkHeaders(mail);
      const text = mail.text.replaceAll('\r\n', '\n').replace(CONTROL, '\u{fffd}').trimEnd();
      write(
        `\n── Mail, shown here since no mail server is set up ──\nTo: ${mail.to}\nSubject: ${mail.subject}\n\n${text}\n── End of mail ──\n\n`,
      );
    },
    async close() {},
  };
}
