import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { CheapHistogram } from './cheap-histogram.ts';

const BOUNDS = [0.1, 1, 5];
const configuration = { name: 'seconds', help: 'Seconds', labelNames: ['route' as const], buckets: BOUNDS };

test('it is written out as the library’s own histogram', async () => {
  const observation = fc.record({
    route: fc.constantFrom('/a', '/b'),
    // The bounds themselves belong to the bucket below.
    seconds: fc.oneof(fc.constantFrom(0, ...BOUNDS), fc.double({ min: 0, max: 10, noNaN: true })),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(observation), async (observations) => {
      const [own, other] = [new Registry(), new Registry()];
      const cheap = new CheapHistogram({ ...configuration, registers: [own] });
      const model = new Histogram({ ...configuration, registers: [other] });
      const series = { '/a': cheap.series({ route: '/a' }), '/b': cheap.series({ route: '/b' }) };
      for (const { route, seconds } of observations) {
        series[route].observe(seconds);
        model.observe({ route }, seconds);
      }
      const sorted = async (registry: Registry) => (await registry.metrics()).split('\n').sort();
      expect(await sorted(own)).toEqual(await sorted(other));
    }),
  );
});
