export { ALL_ROUTES } from './all.ts';
export * from './errors.ts';
export * from './openai-errors.ts';
export { openApiDocument } from './openapi.ts';
export * from './route.ts';
export * as routes from './routes/index.ts';
