/** A description that cannot be used. The message is for the caller: what of it, and why. */
export class OpenApiError extends Error {
  override readonly name = 'OpenApiError';
  /** The field of the request that is at fault. */
  readonly field: string;

  constructor(message: string, field = 'openapi') {
    super(message);
    this.field = field;
  }
}
