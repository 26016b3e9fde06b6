import type { Document } from '@ragkeep/sdk';

interface Named {
  title: string | null;
  filename?: string | null;
  url: string | null;
  external_id: string | null;
}

/** What a document is called where it has no title. */
export const nameOf = ({ title, filename, url, external_id }: Named): string =>
  title ?? filename ?? url ?? external_id ?? 'Untitled';

/** Where it came from, if that is not its name already. */
export function originOf(document: Document): string | null {
  const name = nameOf(document);
  return [document.url, document.filename, document.external_id].find((one) => one && one !== name) ?? null;
}

/** A part of a document’s Markdown, in UTF-16 code units. */
export interface Span {
  start: number;
  end: number;
}

/** A document’s page; with a span, the passage on it. `project` is a slug or an id. */
export function passagePath(project: string, document: string, span?: Span): string {
  const path = `/projects/${encodeURIComponent(project)}/documents/${encodeURIComponent(document)}`;
  return span ? `${path}?start=${span.start}&end=${span.end}` : path;
}

/** “Page 3”, or “pages 3–5”. */
export const pageText = (first: number, last = first): string =>
  first === last ? `Page ${first}` : `Pages ${first}–${last}`;
