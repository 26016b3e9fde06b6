import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import { ConversionError } from './errors.ts';
import { htmlToMarkdown } from './html/html.ts';
import { checkMarkdownLength, type Limits } from './limits.ts';
import { heading } from './markdown.ts';
import { oneLine } from './normalise.ts';
import { textToMarkdown } from './text.ts';
import type { Draft, SourceFile } from './types.ts';

/** Reads an attachment into Markdown; throws a ConversionError for one that cannot be read. */
export type ReadAttachment = (file: SourceFile) => Promise<string>;

/**
 * An e-mail message (RFC 5322, MIME): subject, sender, recipients and date, its text, and the attachments that can be read,
 * each under its name. Of a message sent as text and as HTML the HTML is read, which says what a heading or a list is.
 * Pictures that the HTML shows are no attachments.
 */
export async function emailToMarkdown(bytes: Uint8Array, limits: Limits, read: ReadAttachment): Promise<Draft> {
  const email = await parse(bytes);
  const title = oneLine(email.subject ?? '');
  const parts = [heading(1, title), preface(email), bodyOf(email)];
  let length = 0;
  for (const attachment of email.attachments.filter(({ related }) => !related).slice(0, MAX_ATTACHMENTS)) {
    const content = await contentOf(attachment, read);
    length += content.length;
    checkMarkdownLength(length, limits);
    parts.push(heading(2, attachment.filename ?? 'Attachment'), content);
  }
  return { parts: [parts.filter((part) => part !== '').join('\n\n')], paged: false, title: title || null };
}

/** Far above real messages. Each may unpack to as much as a file of its own. */
const MAX_ATTACHMENTS = 100;

async function parse(bytes: Uint8Array): Promise<Email> {
  try {
    return await PostalMime.parse(bytes, { attachmentEncoding: 'arraybuffer', maxNestingDepth: 50 });
  } catch (error) {
    throw new ConversionError('corrupt', 'This message is damaged or nested too deeply. Save it again as EML.', {
      cause: error,
    });
  }
}

function preface(email: Email): string {
  const lines: [name: string, value: string][] = [
    ['From', email.from ? addresses([email.from]) : ''],
    ['To', addresses(email.to)],
    ['Cc', addresses(email.cc)],
    ['Date', email.date ?? ''],
  ];
  return lines.flatMap(([name, value]) => (value === '' ? [] : [`- ${name}: ${oneLine(value)}`])).join('\n');
}

function addresses(list: readonly Address[] | undefined): string {
  return (list ?? [])
    .map(({ name, address }) => (name && address ? `${name} (${address})` : name || address || ''))
    .filter((text) => text !== '')
    .join(', ');
}

function bodyOf({ html, text }: Email): string {
  const fromHtml = html ? (htmlToMarkdown(html).parts[0] ?? '') : '';
  return fromHtml || (textToMarkdown(text ?? '').parts[0] ?? '');
}

/** An attachment that cannot be read must not take the message with it: its reason stands in its place. */
async function contentOf({ content, filename, mimeType }: Attachment, read: ReadAttachment): Promise<string> {
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
    return await read({ bytes, contentType: mimeType, ...(filename ? { filename } : {}) });
  } catch (error) {
    if (error instanceof ConversionError) return `(${error.message})`;
    throw error;
  }
}
