/** One line of what the doctor has to say. */
export interface Finding {
  level: 'ok' | 'warning' | 'problem';
  /** What was looked at. */
  subject: string;
  /** What is the case there. */
  text: string;
  /** What to do about it; null where all is well. */
  advice: string | null;
}

export const ok = (subject: string, text: string): Finding => ({ level: 'ok', subject, text, advice: null });
export const warning = (subject: string, text: string, advice: string): Finding => ({
  level: 'warning',
  subject,
  text,
  advice,
});
export const problem = (subject: string, text: string, advice: string): Finding => ({
  level: 'problem',
  subject,
  text,
  advice,
});
