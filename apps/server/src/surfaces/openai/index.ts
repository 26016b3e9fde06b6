import { randomUUID } from 'node:crypto';
import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import type { Ask } from '../../features/query/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Encoder } from '../../platform/embedding/index.ts';
import { wholeCompletion } from './completion.ts';
import { completionStream } from './completion-stream.ts';
import { createEmbed } from './embeddings.ts';
import { getModel, listModels, requireModel } from './models.ts';
import { toQuestion } from './question.ts';

export interface OpenAiDeps {
  db: Db;
  clock: Clock;
  encoder: Encoder;
  ask: Ask;
}

/** OpenAI's API over projects and agents, for the clients that speak it. */
export function registerOpenAi(router: Router, deps: OpenAiDeps): void {
  const { db, clock, ask } = deps;
  const embed = createEmbed(deps.encoder);
  router.handle(routes.listModels, ({ principal }) => listModels(db, principal));
  router.handle(routes.getModel, ({ principal, params }) => getModel(db, principal, params.id));
  router.handle(routes.createChatCompletion, async ({ principal, body, request, signal }) => {
    const { agentId } = await requireModel(db, principal, body.model);
    const events = await ask(principal, agentId, toQuestion(body), signal);
    const head = {
      id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
      created: Math.floor(clock.now().getTime() / 1000),
      model: body.model,
    };
    return body.stream ? completionStream(events, body, head, request) : wholeCompletion(events, body, head);
  });
  router.handle(routes.createEmbedding, async ({ principal, body, signal }) => {
    await requireModel(db, principal, body.model);
    return embed(body, signal);
  });
}
