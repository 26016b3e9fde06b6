export { createConsoleMailer } from './console.ts';
export type { Mail, Mailer } from './mail.ts';
export { createSmtpMailer } from './smtp.ts';
