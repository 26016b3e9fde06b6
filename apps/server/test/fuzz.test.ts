import { expect, it } from 'vitest';
import { sendForm } from './fuzz/form-server.ts';
import { fuzz } from './fuzz/run.ts';
import { TARGETS } from './fuzz/targets.ts';

// `npm run test:fuzz` does the same for as long as one likes. Each test here has a seed of its own, so that it is the same each time.
it.each(TARGETS.map((target, seed) => ({ target, seed, name: target.name })))(
  '$name: whatever is sent is read, or refused in the way that callers know',
  async ({ target, seed }) => {
    const { finding } = await fuzz(target, { seconds: 60, seed, maxRuns: 40, maxPieces: 12 });
    expect(finding).toBeNull();
  },
);

// What the fuzzer found, each once a 500 or an error of another kind.
const found: [target: string, input: string][] = [
  ['multipart forms', '--b'],
  ['multipart forms', '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhel'],
  ['SSE parser of the SDK', 'event: done\ndata:event: error\n\n'],
];
it.each(found)('%s: %j', async (name, input) => {
  await TARGETS.find((target) => target.name === name)?.check(Buffer.from(input));
});

it('a form without an end is a bad request, and so is one without a usable boundary', async () => {
  const form = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhello\r\n--b--\r\n';
  expect(await sendForm(Buffer.from(form))).toBe(202);
  expect(await sendForm(Buffer.from(form.slice(0, -8)))).toBe(400);
  expect(await sendForm(Buffer.from(form), '')).toBe(400);
  expect(await sendForm(Buffer.from(form), 'b'.repeat(300))).toBe(400);
});
