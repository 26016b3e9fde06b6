import { type BodyOf, type QueryOf, routes } from '@ragkeep/contract';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { invalid, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue/index.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { Audit } from '../audit/index.ts';
import { requireCredential } from '../credentials/index.ts';
import type { Quotas } from '../plans/index.ts';
import { auditFacts, present, type Webhook, type WebhookWithSecret } from './present.ts';
import { newSecret, openSecrets, rotated, sealSecrets } from './signing.ts';
import * as store from './store.ts';

export interface WebhookDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
  secrets: Secrets;
  queue: Pick<Queue, 'enqueue' | 'wake'>;
  audit: Pick<Audit, 'record'>;
  quotas: Pick<Quotas, 'requireFeature'>;
}

/** Every job's end writes a delivery for each of them. */
const MOST_WEBHOOKS = 50;

export async function createWebhook(
  deps: WebhookDeps,
  principal: Principal,
  input: BodyOf<typeof routes.createWebhook>,
): Promise<WebhookWithSecret> {
  requireWholeTenant(principal);
  const { db, clock, secrets, audit, quotas } = deps;
  const { tenantId } = principal;
  await quotas.requireFeature(db, tenantId, 'webhooks');
  const { credential_id = null } = input;
  if (credential_id !== null) await requireCredential(db, principal, credential_id, input.url);
  const id = uuidv7();
  const secret = newSecret();
  const now = clock.now();
  const row = await db.transaction().execute(async (tx) => {
    const made = await store.insertWebhook(tx, {
      tenant_id: tenantId,
      id,
      url: input.url,
      description: input.description ?? '',
      events: inOrder(input.events),
      credential_id,
      is_active: true,
      sealed_secret: sealSecrets(secrets, tenantId, id, [{ secret, until: null }]),
      created_at: now,
      updated_at: now,
    });
    await audit.record(tx, principal, { action: 'webhook.created', target: target(id), after: auditFacts(made) });
    // Counted after the audit log has made the tenant's changes follow one another.
    if ((await store.countWebhooks(tx, tenantId)) > MOST_WEBHOOKS) {
      throw invalid('', `a tenant has at most ${MOST_WEBHOOKS} webhooks; delete one first`);
    }
    return made;
  });
  return { ...present(row), secret };
}

export async function listWebhooks(
  deps: WebhookDeps,
  principal: Principal,
  query: QueryOf<typeof routes.listWebhooks>,
) {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  const { data, next_cursor } = await paginate(
    deps.cursors,
    'webhooks',
    tenantId,
    query,
    (after, limit) => store.listWebhooks(deps.db, tenantId, after, limit),
    (row) => row.id,
  );
  return { data: data.map(present), next_cursor };
}

export async function getWebhook(deps: Pick<WebhookDeps, 'db'>, principal: Principal, id: string): Promise<Webhook> {
  requireWholeTenant(principal);
  const row = await store.findWebhook(deps.db, principal.tenantId, id);
  if (!row) throw notFound('webhook');
  return present(row);
}

export async function updateWebhook(
  deps: WebhookDeps,
  principal: Principal,
  id: string,
  input: BodyOf<typeof routes.updateWebhook>,
): Promise<Webhook> {
  const { url, events, description, credential_id, is_active } = input;
  const row = await change(deps, principal, id, 'webhook.updated', async (before, tx) => {
    const { url: to, credential_id: sent } = { ...before, ...defined({ url, credential_id }) };
    // Whoever decides what a credential is sent with could read what is answered to it elsewhere.
    const isElsewhere = to !== before.url || sent !== before.credential_id;
    if (sent !== null && isElsewhere) await requireCredential(tx, principal, sent, to);
    return defined({ url, events: events && inOrder(events), description, credential_id, is_active });
  });
  return present(row);
}

export async function rotateSecret(deps: WebhookDeps, principal: Principal, id: string): Promise<WebhookWithSecret> {
  const secret = newSecret();
  const row = await change(deps, principal, id, 'webhook.rotated', async (before) => {
    const kept = rotated(openSecrets(deps.secrets, before), secret, deps.clock.now());
    return { sealed_secret: sealSecrets(deps.secrets, principal.tenantId, id, kept) };
  });
  return { ...present(row), secret };
}

async function change(
  { db, clock, audit }: WebhookDeps,
  principal: Principal,
  id: string,
  action: string,
  decide: (before: store.WebhookRow, tx: Db) => Promise<Parameters<typeof store.updateWebhook>[3]>,
): Promise<store.WebhookRow> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  return db.transaction().execute(async (tx) => {
    const before = await store.lockWebhook(tx, tenantId, id);
    if (!before) throw notFound('webhook');
    const decided = await decide(before, tx);
    const after = await store.updateWebhook(tx, tenantId, id, { ...decided, updated_at: clock.now() });
    await audit.record(tx, principal, {
      action,
      target: target(id),
      before: auditFacts(before),
      after: auditFacts(after),
    });
    return after;
  });
}

export async function deleteWebhook(deps: WebhookDeps, principal: Principal, id: string): Promise<void> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  await deps.db.transaction().execute(async (tx) => {
    const row = await store.lockWebhook(tx, tenantId, id);
    if (!row) throw notFound('webhook');
    await store.deleteWebhook(tx, tenantId, id);
    await deps.audit.record(tx, principal, { action: 'webhook.deleted', target: target(id), before: auditFacts(row) });
  });
}

/** Without what is undefined, which would set a column to null. */
const defined = <T extends object>(change: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as never;

const target = (id: string) => ({ type: 'webhook', id });

const inOrder = (events: readonly string[]): string[] => routes.WEBHOOK_EVENTS.filter((each) => events.includes(each));
