/** Connection failures (PostgreSQL's class 08 and 57P, sockets) and a disk that takes no more: not the caller's doing. */
const AWAY = /^(08|57P|53)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOSPC|EROFS|EDQUOT)$/;
const AWAY_MESSAGE = /^(Connection terminated|timeout exceeded when trying to connect|the embedded database)/;

/** Whether an error means that the database or the disk is away for now, so that trying again later makes sense. */
export function isDependencyAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (typeof code === 'string' && AWAY.test(code)) || AWAY_MESSAGE.test(error.message);
}
