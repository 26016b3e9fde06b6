import { ApiError } from '../../platform/errors.ts';
import { BusyError } from '../../platform/passwords.ts';

/** Says `unavailable` to the caller where more passwords are to be hashed than the process should promise. */
export async function unlessBusy<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
    throw new ApiError('unavailable', {}, { cause: error, headers: { 'retry-after': '2' } });
  }
}
