import { csvLines } from '../../platform/csv.ts';
import { download } from '../../platform/http/download.ts';
import type { Usage, UsageRow } from './service.ts';

type Columns = Readonly<Record<string, (row: UsageRow) => unknown>>;

const PARTS: Readonly<Record<Usage['group_by'], Columns>> = {
  day: { day: ({ day }) => day },
  key: { key_type: ({ key }) => key?.type, key_id: ({ key }) => key?.id, key_name: ({ key }) => key?.name },
  project: { project_id: ({ project }) => project?.id, project_name: ({ project }) => project?.name },
  agent: { agent_id: ({ agent }) => agent?.id, agent_name: ({ agent }) => agent?.name },
  route: { route: ({ route }) => route },
};

const COUNTS: Columns = {
  requests: (row) => row.requests,
  requests_2xx: (row) => row.statuses['2xx'],
  requests_3xx: (row) => row.statuses['3xx'],
  requests_4xx: (row) => row.statuses['4xx'],
  requests_5xx: (row) => row.statuses['5xx'],
  queries: (row) => row.queries,
  unanswered: (row) => row.unanswered,
  searches: (row) => row.searches,
  pages: (row) => row.pages,
  prompt_tokens: (row) => row.tokens.prompt,
  completion_tokens: (row) => row.tokens.completion,
  latency_p50_ms: (row) => row.latency_ms?.p50,
  latency_p95_ms: (row) => row.latency_ms?.p95,
  latency_p99_ms: (row) => row.latency_ms?.p99,
};

/** The parts of a usage as a file for a spreadsheet. */
export function asTable({ from, to, group_by, data }: Usage): Response {
  const columns = { ...PARTS[group_by], ...COUNTS };
  const rows = data.map((row) => Object.values(columns).map((cellOf) => cellOf(row)));
  return download([csvLines([Object.keys(columns), ...rows])], {
    contentType: 'text/csv; charset=utf-8',
    name: `usage-${from}-${to}`,
    extension: 'csv',
  });
}
