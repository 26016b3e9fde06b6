export interface Mail {
  to: string;
  subject: string;
  text: string;
}

export interface Mailer {
  /** Throws an error without any secret when the mail could not be handed over. */
  send(mail: Mail): Promise<void>;
  /** Waits for the mails being sent. */
  close(): Promise<void>;
}

const ONE_ADDRESS = /^[^\s\p{Cc},;:<>()"[\]\\@]+@[^\s\p{Cc},;:<>()"[\]\\@]+$/u;
const LINE_BREAK_OR_CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * Throws unless the mail goes to exactly one plain address and its headers are one line each, so that what a caller types
 * can add neither recipients nor headers.
 */
export function checkHeaders({ to, subject }: Mail): void {
  if (!ONE_ADDRESS.test(to)) throw new Error('the recipient of a mail must be one plain address');
  if (LINE_BREAK_OR_CONTROL.test(subject)) throw new Error('the subject of a mail must be one line');
}
