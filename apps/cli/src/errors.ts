import { ConnectionError, RagkeepError } from '@ragkeep/sdk';

/** Something went wrong that whoever typed the command can do something about; its message is all that is said. */
export class ClientError extends Error {
  override name = 'ClientError';
}

/** What a person is told of what the SDK threw; anything else is given back as it is. */
export function explained(error: unknown, { url, keyIsFrom }: { url: string; keyIsFrom: string }): unknown {
  if (error instanceof ConnectionError) return new ClientError(error.message);
  if (!(error instanceof RagkeepError)) return error;
  if (error.status === 401) return new ClientError(`${url} does not accept the key ${keyIsFrom}.`);
  return new ClientError(error.code === 'unknown' ? `${url}: ${error.message}` : error.message);
}
