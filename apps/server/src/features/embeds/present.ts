import type { ResultOf, routes } from '@ragkeep/contract';
import { colorOn } from './contrast.ts';
import type { EmbedRow } from './store.ts';

export type Embed = ResultOf<typeof routes.getEmbed>;
export type EmbedConfig = ResultOf<typeof routes.getEmbedConfig>;

export const present = (row: EmbedRow, publicUrl: string): Embed => ({
  id: row.id,
  project_id: row.project_id,
  agent_id: row.agent_id,
  name: row.name,
  origins: row.origins,
  ...appearanceOf(row),
  rate_limit_per_minute: row.rate_limit_per_minute,
  daily_limit: row.daily_limit,
  is_active: row.is_active,
  questions_today: row.questions_today,
  snippet: `<script src="${publicUrl}/embed.js" data-embed="${row.id}" async></script>`,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

type Appearance = Omit<EmbedConfig, 'id' | 'on_color'>;
type LookingRow = Pick<EmbedRow, 'id' | keyof Appearance>;

const appearanceOf = (row: LookingRow): Appearance => ({
  title: row.title,
  greeting: row.greeting,
  placeholder: row.placeholder,
  suggested_questions: row.suggested_questions,
  color: row.color,
  position: row.position as Appearance['position'],
  theme: row.theme as Appearance['theme'],
  show_citations: row.show_citations,
});

/** What visitors may know of a widget. */
export const presentConfig = (row: LookingRow): EmbedConfig => ({
  id: row.id,
  ...appearanceOf(row),
  on_color: colorOn(row.color),
});

/** For the audit log: who may ask whom, and how much. */
export const auditFacts = (row: EmbedRow) => ({
  name: row.name,
  agent_id: row.agent_id,
  origins: row.origins,
  rate_limit_per_minute: row.rate_limit_per_minute,
  daily_limit: row.daily_limit,
  is_active: row.is_active,
});
