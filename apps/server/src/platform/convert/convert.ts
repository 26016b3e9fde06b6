import { csvToMarkdown } from './csv.ts';
import { type Detected, detect } from './detect.ts';
import { docxToMarkdown } from './docx/docx.ts';
import { emailToMarkdown, type ReadAttachment } from './email.ts';
import { epubToMarkdown } from './epub.ts';
import { ConversionError } from './errors.ts';
import { htmlToMarkdown } from './html/html.ts';
import { detectLanguage } from './language.ts';
import { checkMarkdownLength, defaultLimits, type Limits } from './limits.ts';
import { imageToMarkdown } from './ocr/image.ts';
import { odpToMarkdown, odsToMarkdown, odtToMarkdown } from './odf/odf.ts';
import { blocksOf } from './outline.ts';
import { joinParts } from './pages.ts';
import { pdfToMarkdown } from './pdf/pdf.ts';
import { pptxToMarkdown } from './pptx/pptx.ts';
import { rtfToMarkdown } from './rtf/rtf.ts';
import { looksLikeSubtitles, subtitlesToMarkdown } from './subtitles.ts';
import { codeToMarkdown, jsonToMarkdown, markdownToMarkdown, textToMarkdown } from './text.ts';
import type { Converted, Draft, Format, OnPage, SourceFile } from './types.ts';
import { xlsxToMarkdown } from './xlsx/xlsx.ts';

/**
 * Reads a file of any kind we know into Markdown. Works in this process and blocks it: for files from strangers use
 * `createConverter`, which adds limits on time and memory.
 *
 * @throws ConversionError for every file that cannot be read, damaged and hostile ones included
 */
export async function convert(source: SourceFile, limits: Limits = defaultLimits, onPage?: OnPage): Promise<Converted> {
  return convertNested(source, limits, onPage, 0);
}

/** Messages within messages, and what they carry: four levels. */
const MAX_DEPTH = 3;

/** @param depth how many messages the file is an attachment within */
async function convertNested(
  source: SourceFile,
  limits: Limits,
  onPage: OnPage | undefined,
  depth: number,
): Promise<Converted> {
  if (depth > MAX_DEPTH)
    throw new ConversionError('too_large', 'This file is packed into too many messages. It was not read.');
  const detected = await detect(source, limits);
  try {
    const readAttachment = async (file: SourceFile) =>
      (await convertNested({ ...file, ...ocrOf(source) }, limits, undefined, depth + 1)).markdown;
    const draft = await read(detected, source, limits, onPage, readAttachment);
    const { markdown, pages } = joinParts(draft);
    checkMarkdownLength(markdown.length, limits);
    if (markdown === '') throw new ConversionError('no_text', 'This file holds no text.');
    return {
      markdown,
      pages,
      blocks: blocksOf(markdown, pages, draft.boxes),
      title: draft.title,
      format: detected.format,
      language: IN_NO_LANGUAGE.has(detected.format) ? null : await detectLanguage(markdown),
    };
  } catch (error) {
    if (error instanceof ConversionError) throw error;
    throw unexpected(error);
  }
}

/** Their words are names of things for programs. */
const IN_NO_LANGUAGE = new Set<Format>(['code', 'json']);

function read(
  detected: Detected,
  source: SourceFile,
  limits: Limits,
  onPage: OnPage | undefined,
  readAttachment: ReadAttachment,
): Draft | Promise<Draft> {
  switch (detected.format) {
    case 'pdf':
      return pdfToMarkdown(source, limits, onPage);
    case 'docx':
      return docxToMarkdown(detected.zip);
    case 'pptx':
      return pptxToMarkdown(detected.zip, limits, onPage);
    case 'xlsx':
      return xlsxToMarkdown(detected.zip, limits, onPage);
    case 'odt':
      return odtToMarkdown(detected.zip);
    case 'ods':
      return odsToMarkdown(detected.zip, limits, onPage);
    case 'odp':
      return odpToMarkdown(detected.zip, limits, onPage);
    case 'epub':
      return epubToMarkdown(detected.zip, limits);
    case 'rtf':
      return rtfToMarkdown(source.bytes, limits);
    case 'email':
      return emailToMarkdown(source.bytes, limits, readAttachment);
    case 'image':
      return imageToMarkdown(source, detected.type, onPage);
    case 'csv':
      return csvToMarkdown(detected.text, limits);
    case 'html':
      return htmlToMarkdown(detected.text, source.url);
    case 'markdown':
      return markdownToMarkdown(detected.text);
    case 'json':
      return jsonToMarkdown(detected.text);
    case 'code':
      return codeToMarkdown(detected.text, source.filename);
    case 'text':
      return looksLikeSubtitles(detected.text) ? subtitlesToMarkdown(detected.text) : textToMarkdown(detected.text);
  }
}

function ocrOf({ ocr }: SourceFile): Pick<SourceFile, 'ocr'> {
  return ocr === undefined ? {} : { ocr };
}

/** Readers of foreign formats meet files nobody thought of; those must fail like any other bad file. */
function unexpected(error: unknown): ConversionError {
  if (error instanceof RangeError) {
    return new ConversionError(
      'too_large',
      'This file is too large or too deeply nested to be read. Split or simplify it.',
      { cause: error },
    );
  }
  return new ConversionError(
    'corrupt',
    'This file is damaged, or built in a way we cannot read. Save it again in the program that made it.',
    {
      cause: error,
    },
  );
}
