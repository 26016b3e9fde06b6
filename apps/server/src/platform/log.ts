import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

/**
 * Structured logs, one JSON object a line. What may hold a secret is never handed to it: no headers, no bodies, no query
 * strings. The paths below are the second fence, for errors of libraries that carry their request or parameters.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
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
  return pino(options, destination ?? pino.destination({ sync: false, minLength: 4096, periodicFlush: 100 }));
}
