import { expect, it } from 'vitest';
import { ApiError, notFound } from '../../platform/errors.ts';
import { createLog } from '../../platform/log.ts';
import { protocolError, publicError } from './errors.ts';

const told = (error: unknown, signal = new AbortController().signal) => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  return { ...protocolError(publicError(error, log, 'the-request', signal)), lines };
};

it('what the caller can do something about is told, and not logged', () => {
  const error = told(notFound('project'));
  expect(error).toMatchObject({ code: -32602, data: { code: 'not_found' }, lines: [] });
});

it('a fault of ours is logged with its request, and tells the caller nothing', () => {
  const log = createLog('info', { write: () => {} });
  const error = publicError(new Error('password of the database'), log, 'the-request', new AbortController().signal);
  expect(error.message).not.toContain('password');
  const { code, lines } = told(new Error('password of the database'));
  expect(code).toBe(-32603);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ request_id: 'the-request' });
});

it('a database that is away is said to be away', () => {
  const away = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7'), { code: 'ECONNREFUSED' });
  const log = createLog('info', { write: () => {} });
  const error = publicError(away, log, 'the-request', new AbortController().signal);
  expect(error).toBeInstanceOf(ApiError);
  expect(error.code).toBe('unavailable');
  expect(error.message).not.toContain('10.0.0.7');
});

it('what breaks because the client hung up is no fault', () => {
  expect(told(new Error('aborted'), AbortSignal.abort()).lines).toEqual([]);
});
