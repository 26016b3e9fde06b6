/** What tabs tell each other: a session has begun, or ended. */
export type Message = 'begun' | 'ended';

const channel = new BroadcastChannel('ragkeep-session');

export const tellOtherTabs = (message: Message): void => channel.postMessage(message);

export const whenOtherTabsTell = (listen: (message: Message) => void): void =>
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => listen(data));

/**
 * Runs work while no other tab does. Browsers offer that to pages by HTTPS and of the machine itself; elsewhere the server bears
 * with requests that cross.
 */
export const inTurn = <T>(work: () => Promise<T>): Promise<T> =>
  'locks' in navigator ? navigator.locks.request('ragkeep-session', work) : work();
