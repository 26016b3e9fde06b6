/** Connection failures (PostgreSQL's class 08 and 57P, sockets) and a disk that takes no more or fails: not the caller's doing. */
const AWAY =
  /^(08|57P|53|58030)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOSPC|EROFS|EDQUOT|EIO)$/;
/** PostgreSQL tells of a read-only disk with the code for a lack of rights. */
const AWAY_MESSAGE =
  /^(Connection terminated|timeout exceeded when trying to connect|the embedded database)|: Read-only file system$/;

/** Whether an error means that the database or the disk is away for now, so that trying again later makes sense. */
export function isDependencyAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (typeof code === 'string' && AWAY.test(code)) || AWAY_MESSAGE.test(error.message);
}
