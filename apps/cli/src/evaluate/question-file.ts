import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { parse } from 'csv-parse/sync';
import { ClientError } from '../errors.ts';

const COLUMNS = ['question', 'expected_documents', 'expected_answer', 'answerable', 'tags'];
const TRUTH: Record<string, boolean> = { true: true, yes: true, '1': true, false: false, no: false, '0': false };

/** The questions of a file, by its ending; whether they make sense is for the server to say. */
export async function readQuestions(path: string): Promise<unknown[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ClientError(`${path} cannot be read: ${error.code ?? error.message}`);
  });
  try {
    return parseQuestions(extname(path).toLowerCase(), text.replace(/^\u{feff}/u, ''));
  } catch (error) {
    throw new ClientError(`${path}: ${(error as Error).message}`);
  }
}

/**
 * `.jsonl`: one object a line. `.json`: a list of them, or an object whose `questions` it is. `.csv`: a header with names of
 * columns; in one cell, several documents or tags are divided by `|`. Throws for what is none of these.
 *
 * @param ending of the file, with its point
 */
export function parseQuestions(ending: string, text: string): unknown[] {
  if (ending === '.jsonl' || ending === '.ndjson') return lines(text);
  if (ending === '.json') return list(JSON.parse(text));
  if (ending === '.csv') return records(text);
  throw new Error('is none of .jsonl, .json and .csv');
}

const lines = (text: string): unknown[] =>
  text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line)];
    } catch {
      throw new Error(`line ${index + 1} is not JSON`);
    }
  });

function list(value: unknown): unknown[] {
  const questions = Array.isArray(value) ? value : (value as { questions?: unknown } | null)?.questions;
  if (!Array.isArray(questions)) throw new Error('holds no list of questions');
  return questions;
}

function records(text: string): object[] {
  const rows: Record<string, string>[] = parse(text, { columns: checkHeader, skip_empty_lines: true, trim: true });
  return rows.map(({ question, expected_documents, expected_answer, answerable, tags }) => ({
    question,
    ...(expected_documents ? { expected_documents: several(expected_documents) } : {}),
    ...(expected_answer ? { expected_answer } : {}),
    ...(answerable ? { answerable: truthOf(answerable) } : {}),
    ...(tags ? { tags: several(tags) } : {}),
  }));
}

function checkHeader(names: string[]): string[] {
  const unknown = names.find((name) => !COLUMNS.includes(name));
  if (unknown !== undefined) throw new Error(`the column “${unknown}” is none of ${COLUMNS.join(', ')}`);
  if (!names.includes('question')) throw new Error('has no column “question”');
  return names;
}

const several = (cell: string) =>
  cell
    .split('|')
    .map((each) => each.trim())
    .filter(Boolean);

function truthOf(cell: string): boolean {
  const truth = TRUTH[cell.toLowerCase()];
  if (truth === undefined) throw new Error(`answerable is “${cell}” and not true or false`);
  return truth;
}
