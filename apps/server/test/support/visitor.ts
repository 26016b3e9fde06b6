import { expect } from 'vitest';
import type { TestApp } from '../app.ts';
import type { Answer } from '../client.ts';

export const PAGE = 'https://shop.example';

/** A visitor of a widget, as a page of `PAGE` makes one of them; it speaks without any credential. */
export async function visitorOf(app: TestApp, embedId: string, page = PAGE) {
  const client = app.client();
  const { status, body, text } = await client.post(`/embed/${embedId}/visitor`, {}, { origin: page });
  expect(status, text).toBe(201);
  const headers = { origin: page, 'x-visitor-token': body.token as string };
  return {
    token: body.token as string,
    ask: (message: string, more: object = {}): Promise<Answer> =>
      client.post(`/embed/${embedId}/query`, { message, ...more }, headers),
    read: (conversation: string): Promise<Answer> =>
      client.get(`/embed/${embedId}/conversations/${conversation}`, headers),
  };
}
