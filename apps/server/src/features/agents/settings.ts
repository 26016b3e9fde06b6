import type { ResultOf, routes } from '@ragkeep/contract';
import type { AgentRow } from './store.ts';

/** All that can be set of an agent, and all that a version of it holds. */
export type Settings = ResultOf<typeof routes.getAgentVersion>['settings'];

/** What an agent is unless it is told otherwise. */
export const DEFAULTS: Settings = {
  name: 'Assistant',
  description: '',
  instructions: '',
  refusal: 'I could not find this in the documents.',
  temperature: null,
  provider_id: null,
  model: null,
  top_k: 8,
  search_mode: 'hybrid',
  filter: null,
  source_tokens: 6000,
  citation_style: 'numbers',
  use_memory: true,
  tools: [],
};

/** Of the published version. */
export function settingsOfRow(row: AgentRow): Settings {
  return {
    name: row.name,
    description: row.description,
    instructions: row.instructions,
    refusal: row.refusal,
    temperature: row.temperature,
    provider_id: row.provider_id,
    model: row.model,
    top_k: row.top_k,
    search_mode: row.search_mode as Settings['search_mode'],
    filter: row.filter as Settings['filter'],
    source_tokens: row.source_tokens,
    citation_style: row.citation_style as Settings['citation_style'],
    use_memory: row.use_memory,
    tools: row.tools as Settings['tools'],
  };
}

/** What `settingsOfRow` reads. */
export const columnsOf = ({ filter, tools, ...rest }: Settings) => ({
  ...rest,
  filter: filter === null ? null : JSON.stringify(filter),
  tools: JSON.stringify(tools),
});
