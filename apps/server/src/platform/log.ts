import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

/** The time of a line in ISO 8601, written out once for all lines of a millisecond: it is a good part of a line's cost. */
function isoTime(): () => string {
  let written = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== written) {
      written = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}

/**
 * Structured logs, one JSON object a line. What may hold a secret is never handed to it: no headers, no bodies, no query
 * strings. The paths below are the second fence, for errors of libraries that carry their request or parameters.
 *
 * @param fieldsOf what every line is given besides, as the trace it belongs to
 */
export function createLog(level: string, destination?: DestinationStream, fieldsOf?: () => object): Log {
  const options = {
    level,
    ...(fieldsOf && { mixin: fieldsOf }),
    base: null,
    timestamp: isoTime(),
    redact: {
      paths: [
        'err.config',
        'err.request',
        'err.response',
        'err.headers',
        'err.parameters',
        'err.query',
        'err.params',
        'err.internalQuery',
        'err.detail',
        'err.where',
      ],
      remove: true,
    },
  };
  // Lines are written together, at the latest after a tenth of a second: one write for each request would be dear.
  return pino(
    options,
    destination ?? pino.destination({ sync: false, minLength: 32_768, maxWrite: 131_072, periodicFlush: 100 }),
  );
}
