import { ERRORS } from '@ragkeep/contract';
import { settings } from '../src/config.ts';

const MADE = '<!-- Made by `npm run generate`. Do not edit. -->';

/** The pages of docs/reference by file name, made from the code that they describe. */
export function referencePages(): Record<string, string> {
  return { 'errors.md': errorsPage(), 'settings.md': settingsPage() };
}

function errorsPage(): string {
  const rows = Object.entries(ERRORS)
    .sort(([, a], [, b]) => a.status - b.status)
    .map(([code, { status, description }]) => `| ${status} | \`${code}\` | ${description} |`);
  return `${MADE}
# Errors

Every error has one form. \`code\` is the stable name for programs, \`message\` is for people, \`details\` holds the facts, \`detail\` the
message and the facts together. \`request_id\` leads to the log entry.

\`\`\`json
{
  "error": "Forbidden",
  "message": "API key lacks required scope: projects:read",
  "detail": { "message": "API key lacks required scope: projects:read", "required_scope": "projects:read" },
  "details": { "required_scope": "projects:read" },
  "code": "insufficient_scope",
  "request_id": "0192f0c1-…"
}
\`\`\`

| status | code | when, and what to do |
|---|---|---|
${rows.join('\n')}
`;
}

function settingsPage(): string {
  const rows = settings().map(
    ({ name, default: value, description }) =>
      `| \`${name}\` | ${value === null ? '' : `\`${value}\``} | ${description} |`,
  );
  return `${MADE}
# Settings

Environment variables, read and checked once at the start. A wrong value stops the start with a message that names it.

| variable | default | meaning |
|---|---|---|
${rows.join('\n')}
`;
}
