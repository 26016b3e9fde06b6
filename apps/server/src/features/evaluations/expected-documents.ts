/** What a document can be named by. */
export interface Named {
  id: string;
  external_id: string | null;
  url: string | null;
  filename: string | null;
  title: string | null;
}

/** From the surest to the vaguest: what is an id names no document by its title. */
const FIELDS = ['id', 'external_id', 'url', 'filename', 'title'] as const;

/** The ids of the documents that are meant; several if they share a title, none if there is no such document. */
export function idsOf(name: string, documents: readonly Named[]): Set<string> {
  for (const field of FIELDS) {
    const meant = documents.filter((document) => document[field] === name);
    if (meant.length > 0) return new Set(meant.map(({ id }) => id));
  }
  return new Set();
}
