import { routes } from '@ragkeep/contract';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Router } from '../../access/route.ts';
import { ApiError } from '../../platform/errors.ts';
import * as service from './service.ts';

export { getTenant } from './service.ts';

/** Registrations an hour from one address. */
const REGISTRATIONS_PER_HOUR = 30;

export function registerTenants(router: Router, deps: service.TenantDeps): void {
  const limiter = new RateLimiterMemory({ points: REGISTRATIONS_PER_HOUR, duration: 3600 });

  router.handle(routes.createTenant, async ({ body, request }) => {
    await consume(limiter, request.ip);
    return service.registerTenant(deps, body);
  });
  router.handle(routes.getTenant, ({ principal }) => service.getTenant(deps, principal));
  router.handle(routes.updateTenant, ({ principal, body }) => service.updateTenant(deps, principal, body));
  router.handle(routes.deleteTenant, async ({ principal }) => {
    await service.deleteTenant(deps, principal);
    return undefined;
  });
}

async function consume(limiter: RateLimiterMemory, address: string): Promise<void> {
  try {
    await limiter.consume(address);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const seconds = Math.ceil(error.msBeforeNext / 1000);
    throw new ApiError(
      'rate_limited',
      { retry_after_seconds: seconds },
      { headers: { 'retry-after': String(seconds) } },
    );
  }
}
