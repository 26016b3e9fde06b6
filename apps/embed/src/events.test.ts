import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readEvents } from './events.ts';

it('events are read whole however the stream is cut', async () => {
  const event = fc.record({ name: fc.constantFrom('token', 'citation', 'done'), data: fc.object({ maxDepth: 1 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 8 }), async (events, cuts) => {
      const text = events.map(({ name, data }) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join('');
      const bytes = new TextEncoder().encode(`: a comment\n\n${text}`);
      const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          let start = 0;
          for (const end of ends) {
            if (end > start) controller.enqueue(bytes.slice(start, end));
            start = end;
          }
          controller.close();
        },
      });
      const read = [];
      for await (const each of readEvents(body)) read.push(each);
      expect(read).toEqual(JSON.parse(JSON.stringify(events)));
    }),
  );
});
