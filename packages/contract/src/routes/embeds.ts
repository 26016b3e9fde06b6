import { z } from 'zod';
import { id, line, listOf, name, page, storable, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';
import { answer } from './ask.ts';

/*
 * Chat widgets for other people's pages: what the tenant sets of them, and what their visitors reach without a credential.
 */

/** The header in which a widget says which visitor it speaks for. No credential: it opens nothing but that visitor's chat. */
export const VISITOR_TOKEN_HEADER = 'x-visitor-token';

const LONGEST_ORIGIN = 300;
const LABEL = '[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?';
const PORT = '(?::\\d{1,5})?';
const ORIGIN = new RegExp(
  `^(?:https://(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*${PORT}|http://(?:localhost|127\\.0\\.0\\.1)${PORT})$`,
);

/** As browsers write it in `Origin`: lower case, names in Punycode, without the scheme's own port. A `*` stays as it is. */
const normalised = (text: string): string => {
  if (text.length > LONGEST_ORIGIN) return text;
  const url = URL.parse(text.trim().replace('://*.', '://wildcard--.'));
  if (url?.pathname !== '/' || url.search || url.hash || url.username || url.password) return text;
  return url.origin.replace('://wildcard--.', '://*.');
};

const origin = z
  .string()
  .max(LONGEST_ORIGIN)
  .overwrite(normalised)
  .refine(
    (text) => ORIGIN.test(text),
    'must be `https://host`, `https://*.host` or `http://localhost`, with a port where there is one and no path',
  )
  .describe('`https://www.example.com`; `https://*.example.com` for every name below it; `http://localhost:3000`');

const origins = z
  .array(origin)
  .max(50)
  .overwrite((all) => [...new Set(all)])
  .describe('The origins of the pages that may show the widget. Empty: none may');

const text = (max: number) => storable(max).overwrite((given) => given.trim());

const appearance = {
  title: line(80).describe('At the widget’s top, and what assistive technology calls it'),
  greeting: text(1000).describe('Said before the first question; a little Markdown. Empty: nothing is said'),
  placeholder: line(120).describe('In the empty field for the question'),
  suggested_questions: z.array(line(200)).max(6).describe('Offered before the first question'),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour as #rrggbb')
    .overwrite((given) => given.toLowerCase())
    .describe('The launcher’s, the head’s and the visitor’s own messages’; what stands on it is black or white'),
  position: z.enum(['left', 'right']).describe('The corner of the page at whose bottom it stands'),
  theme: z.enum(['light', 'dark', 'auto']).describe('`auto`: as the visitor’s system has it'),
  show_citations: z.boolean().describe('Whether answers come with their sources. Off: none leave the server'),
};

const limits = {
  rate_limit_per_minute: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .describe('Questions per minute of one visitor, and likewise of one address'),
  daily_limit: z.number().int().min(1).max(1_000_000).describe('Questions per day (UTC) of all visitors together'),
};

const settings = {
  name: name.describe('For the tenant’s people; visitors do not see it'),
  agent_id: id.describe('Who answers'),
  origins,
  ...appearance,
  ...limits,
  is_active: z.boolean().describe('Off: no page shows it and no question is answered'),
};

export const EMBED_DEFAULTS = {
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
  is_active: true,
} as const;

/** What a body may hold in more than one spelling is answered in one. */
const shown = {
  greeting: z.string().describe('A little Markdown'),
  color: z.string().describe('As #rrggbb'),
};

export const embed = z
  .strictObject({
    id: id.describe('Public: it stands in the pages that show the widget'),
    project_id: id.describe('The agent’s'),
    ...settings,
    ...shown,
    origins: z.array(z.string()).describe('As browsers write them'),
    questions_today: z.number().int().describe('Of `daily_limit`, used since midnight (UTC)'),
    snippet: z.string().describe('The tag that puts the widget on a page'),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Embed', description: 'A chat widget for other people’s pages' });

const params = z.strictObject({ id });
const { is_active: _, ...initial } = settings;

export const createEmbed = defineRoute({
  id: 'createEmbed',
  method: 'POST',
  path: '/embeds',
  tag: 'Embeds',
  summary: 'Create a chat widget',
  description:
    'Anybody who visits a page of one of its `origins` may ask its agent, without a key. Whoever gives that away must hold `query` themselves. A tenant has at most 200.',
  access: ['embeds:write'],
  idempotent: true,
  body: z.strictObject(initial).partial().extend({ name: settings.name, agent_id: settings.agent_id }),
  success: { status: 201, description: 'The widget, with the tag for the page', body: embed },
  errors: ['not_found', 'scope_not_held', 'reach_exceeded'],
});

export const listEmbeds = defineRoute({
  id: 'listEmbeds',
  method: 'GET',
  path: '/embeds',
  tag: 'Embeds',
  summary: 'List chat widgets',
  description: 'Newest first.',
  access: ['embeds:read'],
  query: page.extend({ project_id: id.optional(), agent_id: id.optional() }),
  success: { status: 200, description: 'A page of widgets', body: listOf(embed) },
  errors: ['invalid_cursor'],
});

export const getEmbed = defineRoute({
  id: 'getEmbed',
  method: 'GET',
  path: '/embeds/:id',
  tag: 'Embeds',
  summary: 'Read a chat widget',
  access: ['embeds:read'],
  params,
  success: { status: 200, description: 'The widget', body: embed },
});

export const updateEmbed = defineRoute({
  id: 'updateEmbed',
  method: 'PATCH',
  path: '/embeds/:id',
  tag: 'Embeds',
  summary: 'Change a chat widget',
  description:
    'From this answer on it holds: a page whose origin was taken away asks nothing more. Needs `query` as well.',
  access: ['embeds:write'],
  params,
  body: z.strictObject(settings).partial(),
  success: { status: 200, description: 'The widget as it is now', body: embed },
  errors: ['scope_not_held', 'reach_exceeded'],
});

export const deleteEmbed = defineRoute({
  id: 'deleteEmbed',
  method: 'DELETE',
  path: '/embeds/:id',
  tag: 'Embeds',
  summary: 'Delete a chat widget',
  description: 'No page shows it any more. What its visitors asked stays in the conversations.',
  access: ['embeds:write'],
  params,
  success: { status: 204, description: 'It is gone' },
});

/** What a visitor is told of a source: nothing but how to find it. */
const source = z
  .strictObject({
    n: z.number().int().describe('The number that stands in the answer as [n]'),
    title: z.string().nullable(),
    url: z.string().nullable().describe('The document’s page, if it came from the web'),
    page: z.number().int().nullable(),
    quote: z.string().describe('Word for word from the document'),
  })
  .meta({ id: 'EmbedSource' });

const visitorAnswer = z
  .strictObject({
    answer: z.string(),
    citations: z.array(source),
    conversation_id: id,
    message_id: id,
    mode: answer.shape.mode,
    refused: answer.shape.refused,
  })
  .meta({ id: 'EmbedAnswer' });

export const embedConfig = z
  .strictObject({ id, ...appearance, on_color: z.enum(['#000000', '#ffffff']).describe('For what stands on `color`') })
  .meta({ id: 'EmbedConfig', description: 'How a chat widget looks' });

const PUBLIC = {
  tag: 'Embeds',
  access: 'public',
} as const;

export const getEmbedConfig = defineRoute({
  id: 'getEmbedConfig',
  method: 'GET',
  path: '/embed/:id/config',
  ...PUBLIC,
  summary: 'How a widget looks',
  description:
    'For pages of the widget’s origins, by the `Origin` that browsers send. A widget that is switched off is 404.',
  params,
  success: { status: 200, description: 'What visitors see of its settings', body: embedConfig },
  errors: ['origin_not_allowed', 'rate_limited'],
});

export const createVisitor = defineRoute({
  id: 'createVisitor',
  method: 'POST',
  path: '/embed/:id/visitor',
  ...PUBLIC,
  summary: 'Become a visitor of a widget',
  description:
    'Gives a token for the other calls, to be sent as `X-Visitor-Token`. It lives for an hour, opens this widget for pages of one origin, and is no credential elsewhere. With an earlier token in that header, at most 30 days old, the visitor stays the same.',
  params,
  body: z
    .strictObject({
      page: z
        .string()
        .max(LONGEST_ORIGIN)
        .optional()
        .describe('Origin of the page, where the request’s `Origin` is this server’s own'),
    })
    .default({}),
  success: {
    status: 201,
    description: 'The token',
    body: z.strictObject({ token: z.string(), expires_at: timestamp }),
  },
  errors: ['origin_not_allowed', 'rate_limited'],
});

export const queryEmbed = defineRoute({
  id: 'queryEmbed',
  method: 'POST',
  path: '/embed/:id/query',
  ...PUBLIC,
  summary: 'Ask a widget',
  description:
    'With the visitor’s token as `X-Visitor-Token`. With `stream` the answer comes as server-sent events: `token` `{text}`, `citation`, then `done` with what is answered without streaming, or `error` `{code, message}`.',
  params,
  body: z.strictObject({
    message: storable(4000).trim().min(1),
    conversation_id: id.optional().describe('Goes on with a conversation of this visitor; without it a new one begins'),
    stream: z.boolean().default(false),
  }),
  success: {
    status: 200,
    description: 'The answer',
    body: visitorAnswer,
    otherContentTypes: ['text/event-stream'],
    events: {
      token: z.strictObject({ text: z.string() }),
      citation: source,
      done: visitorAnswer,
      error: z.looseObject({ code: z.string(), message: z.string(), request_id: z.string() }),
    },
  },
  errors: [
    'origin_not_allowed',
    'invalid_visitor_token',
    'rate_limited',
    'daily_limit_reached',
    'conversation_full',
    'answerer_failed',
    'answerer_timeout',
  ],
});

export const getVisitorConversation = defineRoute({
  id: 'getVisitorConversation',
  method: 'GET',
  path: '/embed/:id/conversations/:conversation',
  ...PUBLIC,
  summary: 'Read a conversation with a widget',
  description: 'With the token of the visitor whose it is; another’s is 404. The last 100 messages.',
  params: z.strictObject({ id, conversation: id }),
  success: {
    status: 200,
    description: 'The conversation, its oldest message first',
    body: z.strictObject({
      id,
      messages: z.array(
        z.strictObject({ id, role: z.enum(['user', 'assistant']), content: z.string(), citations: z.array(source) }),
      ),
    }),
  },
  errors: ['origin_not_allowed', 'invalid_visitor_token', 'rate_limited'],
});
