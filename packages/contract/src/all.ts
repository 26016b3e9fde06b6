import type { RouteDefinition } from './route.ts';
import * as routes from './routes/index.ts';

const isRoute = (value: unknown): value is RouteDefinition =>
  typeof value === 'object' && value !== null && 'path' in value && 'access' in value;

/** Every route of the contract. */
export const ALL_ROUTES: readonly RouteDefinition[] = Object.values(routes as Record<string, unknown>).filter(isRoute);
