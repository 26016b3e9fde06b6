/** What a test asks for is only to be had where the server runs in the test's own process. Where it does not, the test is skipped. */
export class NeedsOneProcess extends Error {
  override name = 'NeedsOneProcess';
}

/** Why a test that failed with these errors could not be run; undefined: it could. */
export const reasonToSkip = (errors: readonly { name?: string; message: string }[] | undefined): string | undefined =>
  errors?.find(({ name }) => name === 'NeedsOneProcess')?.message;
