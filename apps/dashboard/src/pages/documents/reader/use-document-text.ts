import type { Chunk, Document } from '@ragkeep/sdk';
import { useQuery } from '@tanstack/react-query';
import { allOf } from '../../../components/all-of.ts';
import { ragkeep } from '../../../session/session.ts';
import { type Sheet, sheetsOf } from './sheets.ts';

export interface DocumentText {
  document: Document;
  markdown: string;
  passages: readonly Chunk[];
  sheets: readonly Sheet[];
}

/** As many passages as one page of the list holds. */
const AT_ONCE = 200;

async function load(project: string, id: string): Promise<DocumentText> {
  const [document, markdown, passages] = await Promise.all([
    ragkeep.getDocument(project, id),
    ragkeep.getDocumentContent(project, id).then((response) => response.text()),
    allOf(ragkeep.listDocumentChunks(project, id, { limit: AT_ONCE })),
  ]);
  return { document, markdown, passages, sheets: sheetsOf(passages, markdown.length, document.pages) };
}

/** A document with its text, passages and pages. */
export const useDocumentText = (project: string, id: string) =>
  useQuery({ queryKey: ['documents', project, id], queryFn: () => load(project, id) });
