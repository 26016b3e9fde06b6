/** What the operator can mend; its message is all that is said. */
export class OperatorError extends Error {
  override name = 'OperatorError';
}
