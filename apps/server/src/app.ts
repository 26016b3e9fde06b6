import type { RouteDefinition } from '@ragkeep/contract';
import { openFrontDoor } from './app/front-door.ts';
import { createParts, type Overrides } from './app/parts.ts';
import { registerRoutes } from './app/routes.ts';
import { startTimers, startWork } from './app/work.ts';
import type { Config } from './config.ts';
import { copyForBackup } from './operator/backup/staging.ts';
import type { OperatorDeps } from './operator/deps.ts';
import { operatorAudit } from './operator/principal.ts';
import { listenForOperator } from './operator/socket-server.ts';
import type { HttpServer } from './platform/http/server.ts';
import type { Log } from './platform/log.ts';

export type { Overrides };

export interface App {
  http: HttpServer;
  log: Log;
  /** The contract's routes that are served. */
  routes: readonly RouteDefinition[];
  /** What the operator's commands work with. */
  operating: OperatorDeps;
  /** Writes what is kept in memory to be written in batches. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The composition root: every part is made here, and given to those who need it. The result answers requests and does work
 * but does not listen.
 */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const parts = await createParts(config, overrides);
  const door = await openFrontDoor(parts);
  const { http, router } = door;
  const routes = await registerRoutes(parts, door);
  await http.ready();
  await startWork(parts, routes);
  const timers = startTimers(parts, routes);

  const { log, db, database, queue, cursors, audit, quotas, keyFormats, publicUrl } = parts;
  const { lastUsed, appsLastUsed, usageCounts, mailer, changes, reader, encoders, telemetry } = parts;
  const { account, jobEvents, memory, issuing } = routes;
  const flush = async () => {
    await Promise.all([lastUsed, appsLastUsed, usageCounts, audit, memory].map((batch) => batch.flush()));
  };

  return {
    http,
    log,
    routes: router.routes,
    operating: {
      keptSecret: null,
      copyDatabase: config.databaseUrl ? null : () => copyForBackup(db, config.dataDir),
      ...{ ...issuing, audit: operatorAudit(audit), quotas, cursors, keyFormats, queue, publicUrl, log },
      databaseDescription: database.description,
      issuer: config.identityProvider?.issuer ?? null,
    },
    flush,
    /** Takes no more requests, finishes those at hand, puts work back, and closes everything in the reverse order. */
    async close() {
      jobEvents.close();
      await http.close();
      await account.settle();
      await mailer.close();
      await queue.stop();
      for (const timer of timers) timer.stop();
      await flush();
      await changes.close();
      await Promise.all([reader.close(), encoders.close()]);
      await database.close();
      await telemetry.tracing.close();
    },
  };
}

/** Builds the app and listens. */
export async function startApp(config: Config): Promise<App & { url: string }> {
  const app = await createApp(config);
  try {
    const url = await app.http.listen({ host: config.host, port: config.port });
    // A server database can be reached by the command itself; the embedded one only through this process.
    const hangUp = config.databaseUrl ? async () => {} : await listenForOperator(config.dataDir, app.operating);
    return {
      ...app,
      url,
      async close() {
        await hangUp();
        await app.close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}
