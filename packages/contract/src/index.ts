export { ALL_ROUTES } from './all.ts';
export * from './errors.ts';
export { API_BASE, openApiDocument } from './openapi.ts';
export * from './route.ts';
export * as routes from './routes/index.ts';
