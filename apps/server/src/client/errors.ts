/** Something went wrong that whoever typed the command can do something about; its message is all that is said. */
export class ClientError extends Error {
  override name = 'ClientError';
  /** The server's own; null when it was not the server that complained. */
  readonly code: string | null;

  constructor(message: string, code: string | null = null) {
    super(message);
    this.code = code;
  }
}
