import { readFile } from 'node:fs/promises';
import { isArchive, listArchive, readArchiveEntry } from '../../../platform/convert/archive.ts';
import { convert } from '../../../platform/convert/convert.ts';
import { defaultLimits } from '../../../platform/convert/limits.ts';
import { measure } from '../../../platform/convert/measure.ts';
import type { Converted, OnPage, SourceFile } from '../../../platform/convert/types.ts';
import { dieWithParent } from '../../../platform/workers/orphan.ts';
import { serve } from '../../../platform/workers/serve.ts';
import { chunkMarkdown } from '../../chunking/index.ts';
import type { FileRef, Inspected, InspectRequest, ReadDocument, ReadProgress, ReadRequest } from './messages.ts';

// A hostile file may keep it busy for ever.
dieWithParent();

/** The process in which strangers' files are read and divided: what goes wrong in here ends one document, not the server. */
serve<null, ReadRequest | InspectRequest, ReadDocument | Inspected, ReadProgress>(
  async () => async (request, report) => {
    switch (request.kind) {
      case 'measure':
        return measure(await load(request.file), defaultLimits);
      case 'list-archive': {
        const file = await load(request.file);
        return isArchive(file, defaultLimits) ? listArchive(file.bytes, defaultLimits) : null;
      }
      case 'unpack': {
        const { bytes } = await load(request.file);
        return request.names.map((name) => readArchiveEntry(bytes, name, defaultLimits));
      }
      default: {
        const read = await readAny(request, (done, total) => report({ done, total }));
        return { ...read, chunks: chunkMarkdown(read.markdown, read.pages) };
      }
    }
  },
);

async function readAny(request: ReadRequest, onPage: OnPage): Promise<Omit<ReadDocument, 'chunks'>> {
  switch (request.kind) {
    case 'file':
      return convert(await load(request.file), defaultLimits, onPage);
    case 'markdown':
      return convert({ bytes: Buffer.from(request.text), contentType: 'text/markdown; charset=utf-8' });
    case 'stored': {
      const { markdown, pages, format, language } = request;
      const nothingNew = { blocks: [], title: null } satisfies Partial<Converted>;
      return { ...nothingNew, markdown, pages, format, language };
    }
  }
}

async function load(file: FileRef): Promise<SourceFile> {
  if ('bytes' in file) return file;
  const { path, ...facts } = file;
  return { ...facts, bytes: await readFile(path) };
}
