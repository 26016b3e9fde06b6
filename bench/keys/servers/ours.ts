// The server's own HTTP layer, guard, cache and access log, with two routes that differ in nothing but their access.

import { installGuard, type Resolver } from '../../../apps/server/src/access/guard.ts';
import { rememberedCredentials } from '../../../apps/server/src/features/api-keys/index.ts';
import { createHttpServer } from '../../../apps/server/src/platform/http/server.ts';
import { createMemoryLimiter } from '../../../apps/server/src/platform/limiter/index.ts';
import { repeatedly } from '../../../apps/server/src/platform/timer.ts';
import { fill } from '../lib/fill.ts';
import { CONNECTIONS } from '../lib/load.ts';
import { tellParent } from '../lib/measured.ts';
import { openOurs } from '../lib/ours.ts';

const { FOLDER = '' } = process.env;
const ours = await openOurs(FOLDER);
const { log, clock, resolver, lastUsed } = ours;
const keys = await fill(ours, 0, 1000, CONNECTIONS);

const none: Resolver = { recognises: () => false, resolve: () => null };
const http = createHttpServer({ log, trustedProxies: [] });
installGuard(http, {
  remembered: rememberedCredentials(ours),
  resolvers: { key: resolver, derived: none, token: none },
  app: async () => null,
  clock,
  limiter: createMemoryLimiter(clock),
  onRefusal: async () => {},
});
const answer = async () => ({ ok: true });
http.get('/public', { config: { access: 'public' } }, answer);
http.get('/authenticated', { config: { access: 'authenticated' } }, answer);
const timer = repeatedly(5_000, log, () => lastUsed.flush());
await http.listen({ host: '127.0.0.1', port: 0 });

tellParent(http.server, keys, async () => {
  timer.stop();
  await http.close();
  await ours.close();
});
