/** A call that was not made, or brought nothing. The message is for the model and, with it, for whoever asks. */
export class CallError extends Error {
  override readonly name = 'CallError';
}
