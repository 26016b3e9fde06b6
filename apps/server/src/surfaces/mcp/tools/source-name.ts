/** What a model is told of where a text is from. */
export const sourceName = (document: { id: string; title: string | null }, page: number | null): string =>
  `${document.title ?? 'Untitled'}${page === null ? '' : `, page ${page}`} (document ${document.id})`;
