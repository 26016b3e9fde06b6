/** What a measurement gives to the one that was asked for all: numbers by name. */
export type Numbers = Record<string, number>;

/** Tells them to the parent, where there is one. */
export async function tell(numbers: Numbers): Promise<void> {
  const { send } = process;
  if (send) await new Promise((resolve) => send.call(process, numbers, resolve));
}
