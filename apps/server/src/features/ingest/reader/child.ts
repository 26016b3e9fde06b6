import { convert } from '../../../platform/convert/convert.ts';
import { serve } from '../../../platform/workers/serve.ts';
import { chunkMarkdown } from '../../chunking/index.ts';
import type { ReadDocument, ReadRequest } from './messages.ts';

/** The process in which strangers' files are read and divided: what goes wrong in here ends one document, not the server. */
serve<null, ReadRequest, ReadDocument>(async () => async (request) => {
  const { markdown, pages, title, format } = await read(request);
  return { markdown, pages, title, format, chunks: chunkMarkdown(markdown, pages) };
});

async function read(request: ReadRequest): Promise<Omit<ReadDocument, 'chunks'>> {
  switch (request.kind) {
    case 'file':
      return convert(request.file);
    case 'markdown':
      return convert({ bytes: Buffer.from(request.text), contentType: 'text/markdown; charset=utf-8' });
    case 'stored':
      return { markdown: request.markdown, pages: request.pages, title: null, format: request.format };
  }
}
