import type { CreateEmbedBody, Embed } from '@ragkeep/sdk';

/** What the form of a widget holds. */
export interface Settings {
  name: string;
  agent_id: string;
  origins: string[];
  title: string;
  greeting: string;
  placeholder: string;
  suggested_questions: string[];
  color: string;
  position: Embed['position'];
  theme: Embed['theme'];
  show_citations: boolean;
  rate_limit_per_minute: number | string;
  daily_limit: number | string;
}

/** What a new one begins with, as the API does. */
const DEFAULTS: Settings = {
  name: '',
  agent_id: '',
  origins: [],
  title: 'Chat',
  greeting: 'Hello! What would you like to know?',
  placeholder: 'Ask a question',
  suggested_questions: [],
  color: '#1f5fbf',
  position: 'right',
  theme: 'auto',
  show_citations: true,
  rate_limit_per_minute: 20,
  daily_limit: 500,
};

/** What a form begins with. */
export function settingsOf(embed: Embed | undefined): Settings {
  if (!embed) return DEFAULTS;
  const { name, agent_id, origins, title, greeting, placeholder, suggested_questions } = embed;
  const { color, position, theme, show_citations, rate_limit_per_minute, daily_limit } = embed;
  const texts = { name, agent_id, origins, title, greeting, placeholder, suggested_questions };
  return { ...texts, color, position, theme, show_citations, rate_limit_per_minute, daily_limit };
}

export const bodyOf = (settings: Settings): CreateEmbedBody => ({
  ...settings,
  rate_limit_per_minute: Number(settings.rate_limit_per_minute),
  daily_limit: Number(settings.daily_limit),
});
