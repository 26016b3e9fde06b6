import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { plain, plainText, wholeNumber } from '../terminal/index.ts';

export const search = defineCommand({
  name: 'search',
  summary: 'Find passages',
  shape: {
    project: z.string().min(1).describe('its id or slug'),
    query: z.string().min(1).describe('what to look for'),
    topK: wholeNumber(1, 100).optional().describe('how many passages; else 10'),
    mode: z.enum(['hybrid', 'lexical', 'semantic']).optional().describe('hybrid (the default), lexical or semantic'),
  },
  positionals: ['project', 'query'],
  async run({ connect }, { project, query, topK, mode }) {
    const { ragkeep } = await connect();
    const found = await ragkeep.search(project, {
      query,
      ...(topK === undefined ? {} : { top_k: topK }),
      ...(mode === undefined ? {} : { mode }),
    });
    const passages = found.results.map(({ document, page, score, text }, index) => {
      const place = `${document.title ?? document.url ?? document.id}${page === null ? '' : `, page ${page}`}`;
      return `${index + 1}. ${plain(place)} (${score.toFixed(3)})\n${plainText(text).replace(/^(?=.)/gm, '   ')}`;
    });
    return { output: found, text: passages.length > 0 ? passages.join('\n\n') : 'Nothing was found.' };
  },
});
