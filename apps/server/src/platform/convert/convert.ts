import { csvToMarkdown } from './csv.ts';
import { type Detected, detect } from './detect.ts';
import { docxToMarkdown } from './docx/docx.ts';
import { ConversionError } from './errors.ts';
import { htmlToMarkdown } from './html/html.ts';
import { checkMarkdownLength, defaultLimits, type Limits } from './limits.ts';
import { joinParts } from './pages.ts';
import { pdfToMarkdown } from './pdf/pdf.ts';
import { pptxToMarkdown } from './pptx/pptx.ts';
import { jsonToMarkdown, markdownToMarkdown, textToMarkdown } from './text.ts';
import type { Converted, Draft, SourceFile } from './types.ts';
import { xlsxToMarkdown } from './xlsx/xlsx.ts';

/**
 * Reads a file of any kind we know into Markdown. Works in this process and blocks it: for files from strangers use
 * `createConverter`, which adds limits on time and memory.
 *
 * @throws ConversionError for every file that cannot be read, damaged and hostile ones included
 */
export async function convert(source: SourceFile, limits: Limits = defaultLimits): Promise<Converted> {
  const detected = await detect(source, limits);
  try {
    const draft = await read(detected, source, limits);
    const { markdown, pages } = joinParts(draft);
    checkMarkdownLength(markdown.length, limits);
    if (markdown === '') throw new ConversionError('no_text', 'This file holds no text.');
    return { markdown, pages, title: draft.title, format: detected.format };
  } catch (error) {
    if (error instanceof ConversionError) throw error;
    throw unexpected(error);
  }
}

function read(detected: Detected, source: SourceFile, limits: Limits): Draft | Promise<Draft> {
  switch (detected.format) {
    case 'pdf':
      return pdfToMarkdown(source, limits);
    case 'docx':
      return docxToMarkdown(detected.zip);
    case 'pptx':
      return pptxToMarkdown(detected.zip, limits);
    case 'xlsx':
      return xlsxToMarkdown(detected.zip, limits);
    case 'csv':
      return csvToMarkdown(detected.text, limits);
    case 'html':
      return htmlToMarkdown(detected.text, source.url);
    case 'markdown':
      return markdownToMarkdown(detected.text);
    case 'json':
      return jsonToMarkdown(detected.text);
    case 'text':
      return textToMarkdown(detected.text);
  }
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
