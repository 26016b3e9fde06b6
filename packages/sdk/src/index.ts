export { Ragkeep } from './client.ts';
export { ConnectionError, RagkeepError } from './errors.ts';
export type { EventOf } from './event-stream.ts';
export type * from './generated/types.ts';
export type { FollowOptions } from './job-end.ts';
export type { CallOptions, ClientOptions } from './options.ts';
export type { Page, Pages } from './pages.ts';
export type { UploadProgress } from './upload.ts';
