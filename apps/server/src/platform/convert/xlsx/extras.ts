import { readGraphics } from '../charts.ts';
import { descendants, type Element, elements, find, textOf } from '../markup.ts';
import { oneLine } from '../normalise.ts';
import { partOfType, type Relationship, readPart, relationships } from '../ooxml.ts';
import type { Zip } from '../zip.ts';

/** What stands on a sheet beside its cells: charts, then the notes and comments on cells. */
export function readExtras(zip: Zip, sheet: string, workbook: ReadonlyMap<string, Relationship>): string[] {
  const parts = relationships(zip, sheet);
  return [...readCharts(zip, partOfType(parts, 'drawing')), ...readComments(zip, parts, workbook)];
}

function readCharts(zip: Zip, drawing: string | undefined): string[] {
  if (drawing === undefined) return [];
  const root = readPart(zip, drawing);
  return root ? readGraphics(zip, relationships(zip, drawing), root) : [];
}

/**
 * Notes (ECMA-376 part 1, 18.7) and threaded comments (MS-XLSX 2.6.203) as `C4 (author): text`. Excel repeats each thread as
 * a note of an author `tc={…}` for older programs.
 */
function readComments(
  zip: Zip,
  parts: ReadonlyMap<string, Relationship>,
  workbook: ReadonlyMap<string, Relationship>,
): string[] {
  const part = (type: string, among = parts) => {
    const path = partOfType(among, type);
    return path === undefined ? undefined : readPart(zip, path);
  };
  const notes = part('comments');
  const authors = [...descendants(notes, 'author')].map((author) => oneLine(textOf(author)));
  const persons = new Map(
    [...descendants(part('person', workbook), 'person')].map(({ attributes }) => [
      attributes.id,
      attributes.displayName,
    ]),
  );
  const threads = [...descendants(part('threadedComment'), 'threadedComment')];
  return [
    ...[...descendants(notes, 'comment')]
      .filter(({ attributes }) => !authors[Number(attributes.authorId)]?.startsWith('tc='))
      .map((note) => comment(note, authors[Number(note.attributes.authorId)])),
    ...threads.map((thread) => comment(thread, persons.get(thread.attributes.personId))),
  ];
}

function comment(element: Element, author: string | undefined): string {
  const text = elements(element, 'text')
    .flatMap((part) => [...descendants(part, 't')])
    .map((run) => textOf(run));
  const words = oneLine(text.length > 0 ? text.join('') : textOf(find(element, 'text')));
  return words === '' ? '' : `${element.attributes.ref ?? ''}${author ? ` (${author})` : ''}: ${words}`;
}
