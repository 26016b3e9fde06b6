import { Ragkeep, RagkeepError } from '@ragkeep/sdk';
import { inTurn, type Message, tellOtherTabs, whenOtherTabsTell } from './tabs.ts';

/**
 * The member's session. The access token is in this module's memory only; the refresh token is a cookie that no script reads. So a
 * reload asks for an access token again, and a stolen page state holds nothing that lasts.
 */
let access: string | null = null;
let refreshing: Promise<string | null> | null = null;
const listeners = new Set<() => void>();

/**
 * `unknown` until the server was asked about a cookie that there should be; `out` for who is not logged in; `ended` for who was,
 * and whose session is over without their doing.
 */
type Status = 'unknown' | 'in' | 'out' | 'ended';

/** Remembers that there is a cookie, which no script can see, and when it was last made anew. */
const ROTATED_AT = 'ragkeep.session';
/**
 * The cookie is replaced at most this often: each replacement whose answer is lost on the way, by a page that goes away, leaves a
 * token behind that is used up.
 */
const ROTATE_AFTER_MS = 3_600_000;

let status: Status = localStorage.getItem(ROTATED_AT) === null ? 'out' : 'unknown';

/**
 * Without a credential of its own: for logging in, refreshing, and what is public. Answers to changes arrive even if the page goes
 * away; what is only read may be preloaded, which browsers do not use for such a request.
 */
export const open = new Ragkeep({ fetch: (url, init) => fetch(url, { ...init, keepalive: init?.method !== 'GET' }) });

/** A new access token by the cookie; null where nobody is logged in. Several at once make one request, several tabs one each. */
function refresh(): Promise<string | null> {
  refreshing ??= inTurn(askForAccess).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function askForAccess(): Promise<string | null> {
  const rotatedAt = Number(localStorage.getItem(ROTATED_AT));
  const rotate = Date.now() - rotatedAt > ROTATE_AFTER_MS;
  try {
    const tokens = await open.refreshSession({ rotate });
    if (rotate) localStorage.setItem(ROTATED_AT, String(Date.now()));
    setStatus('in', tokens.access);
    return tokens.access;
  } catch (error) {
    if (!(error instanceof RagkeepError) || (error.status !== 401 && error.status !== 400)) throw error;
    forget(status === 'in' ? 'ended' : 'out');
    return null;
  }
}

function setStatus(next: Status, token: string | null): void {
  access = token;
  if (status === next) return;
  status = next;
  for (const listener of listeners) listener();
}

function forget(next: 'out' | 'ended'): void {
  localStorage.removeItem(ROTATED_AT);
  setStatus(next, null);
}

/** Goes on with the session that a login or a registration gave. */
export function begin(token: string): void {
  localStorage.setItem(ROTATED_AT, String(Date.now()));
  setStatus('in', token);
  tellOtherTabs('begun');
}

/** At the start of the page: goes on with the session that the cookie holds, if any. */
export async function resume(): Promise<void> {
  await refresh();
}

/** Ends the session, here and in the other tabs. */
export async function logOut(): Promise<void> {
  try {
    await ragkeep.logout();
  } catch (error) {
    if (!(error instanceof RagkeepError) || error.status !== 401) throw error;
  }
  forget('out');
  tellOtherTabs('ended');
}

export const sessionStatus = (): Status => status;

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Whoever logs in elsewhere may be another person: nothing of what this tab shows is sure to be theirs. */
whenOtherTabsTell((message: Message) => {
  if (message === 'begun') location.reload();
  else setStatus('out', null);
});

/** The server as the logged-in member sees it. All pages speak through it. */
export const ragkeep = new Ragkeep({
  token: (refused) => (refused || access === null ? refresh() : access),
});
