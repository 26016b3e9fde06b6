/**
 * Server-sent events as an answer: `first` was made before the answer began, while there could still be an error; the
 * rest follow as they are read. `end` is called once, when the events end or the client hangs up.
 *
 * @param events texts in the form of the standard, such as {@link event} makes; what they throw ends the connection
 */
export function eventStream(
  first: IteratorResult<string, unknown>,
  events: AsyncGenerator<string, unknown>,
  end: () => void = () => {},
): Response {
  const encoder = new TextEncoder();
  let next: IteratorResult<string, unknown> | undefined = first;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { value, done } = next ?? (await events.next());
          next = undefined;
          if (!done) return controller.enqueue(encoder.encode(value));
          controller.close();
          end();
        } catch (error) {
          end();
          controller.error(error);
        }
      },
      async cancel() {
        end();
        await events.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no', // nginx would hold events back
      connection: 'close', // nothing keeps the connection when the server stops
    },
  });
}

/** One event with JSON data. */
export const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
