import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { notifyDone } from './notify.ts';

interface ChangeOptions<Given, Result> {
  /** The lists and records that are no longer as they were. */
  invalidates: readonly QueryKey[];
  /** Said when it is done, as “The key is revoked”. */
  done?: string | ((result: Result, given: Given) => string);
  onDone?: (result: Result, given: Given) => void;
}

/** Something that changes the server: sends it, says that it is done, and reads anew what it changed. */
export function useChange<Given, Result>(
  send: (given: Given) => Promise<Result>,
  { invalidates, done, onDone }: ChangeOptions<Given, Result>,
) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (result, given) => {
      if (done) notifyDone(typeof done === 'function' ? done(result, given) : done);
      onDone?.(result, given);
    },
    // What failed may have been done in part, as an invitation whose mail could not be sent.
    onSettled: () => {
      for (const queryKey of invalidates) void cache.invalidateQueries({ queryKey });
    },
  });
}
