import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/platform/ids.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { PAGE, visitorOf } from './support/visitor.ts';

const QUESTION = 'How many lamps does the harbour have?';

const clock = testClock('2026-03-01T12:00:00Z');
let app: TestApp;
let owner: Client;
let project: { id: string; agent_id: string };

beforeAll(async () => {
  app = await startTestApp({}, { clock });
  owner = await app.tenant();
  project = (await owner.post('/projects', { name: 'Harbour' })).body;
  await owner.ingest(project.id, {
    documents: [
      {
        title: '<img src=x onerror=alert(1)> Lamps',
        text: 'The harbour has twelve lamps. The keeper counts them at dusk.',
        metadata: { shelf: 'internal-7' },
      },
    ],
  });
});
afterAll(() => app.close());

async function made(input: object = {}): Promise<string> {
  const settings = { name: 'Shop', agent_id: project.agent_id, origins: [PAGE], rate_limit_per_minute: 1000, ...input };
  const { status, body, text } = await owner.post('/embeds', settings);
  expect(status, text).toBe(201);
  return body.id;
}

describe('a visitor', () => {
  it('RC-10: asks without a key, and gets an answer with its sources and nothing else of the documents', async () => {
    const id = await made();
    const visitor = await visitorOf(app, id);
    const { status, body, text } = await visitor.ask(QUESTION);
    expect(status, text).toBe(200);
    expect(body.answer).toContain('twelve lamps');
    expect(body.citations[0]).toEqual({
      n: 1,
      title: '<img src=x onerror=alert(1)> Lamps',
      url: null,
      page: null,
      quote: expect.stringContaining('twelve lamps'),
    });
    expect(text).not.toContain('internal-7');
    expect((await owner.get(`/embeds/${id}`)).body.questions_today).toBe(1);
  });

  it('RC-10: gets the answer as it comes about', async () => {
    const id = await made();
    const { token } = await visitorOf(app, id);
    const response = await fetch(`${app.url}/api/v1/embed/${id}/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-visitor-token': token, origin: PAGE },
      body: JSON.stringify({ message: QUESTION, stream: true }),
    });
    const events = [...(await response.text()).matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(
      ([, name = '', data = '']) => ({ name, data: JSON.parse(data) }),
    );
    const tokens = events.filter(({ name }) => name === 'token').map(({ data }) => data.text);
    expect(events.at(-1)).toMatchObject({ name: 'done', data: { answer: tokens.join(''), refused: false } });
    expect(events.find(({ name }) => name === 'citation')?.data).toEqual(events.at(-1)?.data.citations[0]);
  });

  it('goes on with a conversation and reads it again, which the tenant sees as well', async () => {
    const id = await made();
    const visitor = await visitorOf(app, id);
    const conversation = (await visitor.ask(QUESTION)).body.conversation_id;
    expect((await visitor.ask('Who counts them?', { conversation_id: conversation })).body.conversation_id).toBe(
      conversation,
    );
    const { body } = await visitor.read(conversation);
    expect(body.messages.map(({ role }: { role: string }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(body.messages[1].citations[0].quote).toContain('twelve lamps');
    const seen = (await owner.get(`/conversations/${conversation}`)).body;
    expect(seen).toMatchObject({ agent_id: project.agent_id, embed_id: id, user_id: null, message_count: 4 });
  });

  it('finds no conversation of another visitor, of another widget, or that was made by a key', async () => {
    const [id, elsewhere] = [await made(), await made()];
    const visitor = await visitorOf(app, id);
    const theirs = (await (await visitorOf(app, id)).ask(QUESTION)).body.conversation_id;
    const beyond = (await (await visitorOf(app, elsewhere)).ask(QUESTION)).body.conversation_id;
    const keys = (await owner.post(`/agents/${project.agent_id}/query`, { message: QUESTION })).body.conversation_id;
    for (const conversation of [theirs, beyond, keys, uuidv7()]) {
      expect((await visitor.read(conversation)).status).toBe(404);
      expect((await visitor.ask('And then?', { conversation_id: conversation })).status).toBe(404);
    }
    // What could not be answered does not count against the day.
    expect((await owner.get(`/embeds/${id}`)).body.questions_today).toBe(1);
  });

  it('gets no sources where the widget shows none', async () => {
    const id = await made({ show_citations: false });
    const visitor = await visitorOf(app, id);
    const { body } = await visitor.ask(QUESTION);
    expect([body.citations, body.answer]).toEqual([[], expect.not.stringContaining('[1]')]);
    expect((await visitor.read(body.conversation_id)).body.messages[1].citations).toEqual([]);
  });

  it('stays the same with an earlier token, for 30 days', async () => {
    const id = await made();
    const visitor = await visitorOf(app, id);
    const conversation = (await visitor.ask(QUESTION)).body.conversation_id;
    clock.advance(3600);
    const late = await visitor.ask(QUESTION);
    expect([late.status, late.body.code]).toEqual([401, 'invalid_visitor_token']);
    const renew = async (token: string) => {
      const headers = { origin: PAGE, 'x-visitor-token': token };
      const { token: fresh } = (await app.client().post(`/embed/${id}/visitor`, {}, headers)).body;
      const own = { origin: PAGE, 'x-visitor-token': fresh };
      return (await app.client().get(`/embed/${id}/conversations/${conversation}`, own)).status;
    };
    expect(await renew(visitor.token)).toBe(200);
    clock.advance(30 * 24 * 3600);
    expect(await renew(visitor.token)).toBe(404);
  });
});

/** Of several processes each has its own here. */
const itOfOneOrigin = it.skipIf(process.env.TEST_DATABASE === 'processes');

describe('embed used from a foreign page', () => {
  const visit = (id: string, headers: Record<string, string>, body: object = {}) =>
    app.client().post(`/embed/${id}/visitor`, body, headers);

  it('RC-10: only pages of its origins learn how it looks, and become visitors', async () => {
    const id = await made({ origins: [PAGE, 'https://*.example.com'] });
    for (const origin of [PAGE, 'https://www.example.com']) {
      const config = await app.client().get(`/embed/${id}/config`, { origin });
      expect([config.status, config.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
      expect(config.body).toMatchObject({ id, color: '#1f5fbf', on_color: '#ffffff' });
      expect(config.body).not.toHaveProperty('origins');
      expect((await visit(id, { origin })).status).toBe(201);
    }
    for (const origin of ['https://evil.example', 'https://example.com', 'http://shop.example', 'null']) {
      for (const refused of [
        await app.client().get(`/embed/${id}/config`, { origin }),
        await visit(id, { origin }),
        await visit(id, { origin }, { page: PAGE }),
      ]) {
        expect([refused.status, refused.body.code, refused.body.details]).toEqual([
          403,
          'origin_not_allowed',
          { origin },
        ]);
      }
    }
    expect((await app.client().get(`/embed/${id}/config`)).status).toBe(403);
    expect((await visit(id, {})).status).toBe(403);
  });

  itOfOneOrigin('the widget’s own page names the page that frames it, which must be allowed', async () => {
    const id = await made();
    expect((await visit(id, { origin: app.url }, { page: PAGE })).status).toBe(201);
    expect((await visit(id, { origin: app.url }, { page: 'https://evil.example' })).status).toBe(403);
    expect((await visit(id, { origin: app.url })).status).toBe(403);
  });

  itOfOneOrigin('a page of the server itself is one like others', async () => {
    const own = { 'sec-fetch-site': 'same-origin' };
    const config = async (origins: string[]) =>
      (await app.client().get(`/embed/${await made({ origins })}/config`, own)).status;
    expect([await config([app.url]), await config([PAGE])]).toEqual([200, 403]);
    const rebound = { origin: 'https://evil.example', host: 'evil.example', ...own };
    expect((await visit(await made(), rebound, { page: PAGE })).status).toBe(403);
  });

  it('an empty list means nobody', async () => {
    const id = await made({ origins: [] });
    for (const origin of [PAGE, app.url, 'null']) expect((await visit(id, { origin })).status).toBe(403);
  });

  it('a token of one page is refused from another', async () => {
    const id = await made({ origins: [PAGE, 'https://blog.example'] });
    const { token } = await visitorOf(app, id);
    for (const origin of ['https://blog.example', 'https://evil.example']) {
      const headers = { origin, 'x-visitor-token': token };
      const { status, body } = await app.client().post(`/embed/${id}/query`, { message: QUESTION }, headers);
      expect([status, body.code]).toEqual([403, 'origin_not_allowed']);
    }
  });
});

describe('the visitor token', () => {
  const ask = (id: string, token: string) =>
    app.client().post(`/embed/${id}/query`, { message: QUESTION }, { 'x-visitor-token': token });

  it('RC-10: of another widget, altered or made up is refused; so are keys and access tokens', async () => {
    const [id, elsewhere] = [await made(), await made()];
    const { token } = await visitorOf(app, elsewhere);
    const person = { email: 'visitor-tokens@example.com', password: 'correct horse battery' };
    const { access } = (await app.client().post('/auth/register', person)).body;
    const own = await visitorOf(app, id);
    const [payload = '', signature = ''] = own.token.split('.');
    const altered = Buffer.from(Buffer.from(payload, 'base64url').toString().replace(PAGE, 'https://evil.example'));
    const made_up = ['', '.', 'x', 'x.y', own.token.slice(0, -2), `${altered.toString('base64url')}.${signature}`];
    for (const wrong of [token, owner.key ?? '', access, ...made_up]) {
      const { status, body } = await ask(id, wrong);
      expect([status, body.code], wrong).toEqual([401, 'invalid_visitor_token']);
    }
    expect((await app.client().post(`/embed/${id}/query`, { message: QUESTION })).status).toBe(401);
    expect((await ask(id, own.token)).status).toBe(200);
  });

  it('RC-10: opens nothing else: it is no access token and no key', async () => {
    const { token } = await visitorOf(app, await made());
    for (const headers of [
      { authorization: `Bearer ${token}` },
      { 'x-api-key': token },
      { 'x-visitor-token': token },
    ]) {
      for (const path of ['/auth/me', '/conversations', `/agents/${project.agent_id}`]) {
        expect((await app.client().get(path, headers)).status).toBe(401);
      }
      const { status } = await app.client().post(`/agents/${project.agent_id}/query`, { message: QUESTION }, headers);
      expect(status).toBe(401);
    }
  });
});

describe('limits', () => {
  it('RC-10: of 20 questions at once, exactly as many are answered as the day allows', async () => {
    const id = await made({ daily_limit: 7 });
    const visitor = await visitorOf(app, id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => visitor.ask(QUESTION)));
    const refused = answers.filter(({ status }) => status === 429);
    expect([answers.filter(({ status }) => status === 200).length, refused.length]).toEqual([7, 13]);
    const [first] = refused;
    const left = 24 * 3600 - ((clock.now().getTime() / 1000) % (24 * 3600));
    expect([first?.body.code, first?.body.details]).toEqual([
      'daily_limit_reached',
      { limit: 7, retry_after_seconds: left },
    ]);
    expect(first?.headers.get('retry-after')).toBe(String(left));
    expect(first?.headers.get('ratelimit-policy')).toBe('"day";q=7;w=86400');
    clock.advance(left);
    expect((await (await visitorOf(app, id)).ask(QUESTION)).status).toBe(200);
  });

  it('of one visitor, and of one address however many visitors it is', async () => {
    const id = await made({ rate_limit_per_minute: 2 });
    const visitors = [await visitorOf(app, id), await visitorOf(app, id), await visitorOf(app, id)];
    const answers = [];
    for (const visitor of visitors) answers.push(await visitor.ask(QUESTION));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[2]?.body.code).toBe('rate_limited');
    expect(answers[2]?.headers.get('retry-after')).toBe('60');
    expect(answers[2]?.headers.get('ratelimit-policy')).toBe('"address";q=2;w=60');
    clock.advance(60);
    expect((await visitors[2]?.ask(QUESTION))?.status).toBe(200);
  });
});

describe('what the tenant changes holds at once', () => {
  it('RC-10: a widget that is switched off or deleted is gone for its visitors', async () => {
    const id = await made();
    const visitor = await visitorOf(app, id);
    const conversation = (await visitor.ask(QUESTION)).body.conversation_id;
    for (const end of [() => owner.patch(`/embeds/${id}`, { is_active: false }), () => owner.delete(`/embeds/${id}`)]) {
      await end();
      expect((await visitor.ask(QUESTION)).status).toBe(404);
      expect((await visitor.read(conversation)).status).toBe(404);
      expect((await app.client().get(`/embed/${id}/config`, { origin: PAGE })).status).toBe(404);
      expect((await app.client().post(`/embed/${id}/visitor`, {}, { origin: PAGE })).status).toBe(404);
      expect((await fetch(`${app.url}/embed/${id}`)).status).toBe(404);
    }
    expect((await owner.get(`/conversations/${conversation}`)).status).toBe(200);
  });

  it('a page whose origin was taken away asks nothing more, though it has a token', async () => {
    const id = await made();
    const visitor = await visitorOf(app, id);
    await owner.patch(`/embeds/${id}`, { origins: ['https://blog.example'] });
    expect((await visitor.ask(QUESTION)).status).toBe(403);
  });

  it('a tenant that is deleted answers nobody', async () => {
    const tenant = await app.tenant('Short-lived');
    const { agent_id } = (await tenant.post('/projects', { name: 'P' })).body;
    const { id } = (await tenant.post('/embeds', { name: 'x', agent_id, origins: [PAGE] })).body;
    const visitor = await visitorOf(app, id);
    await tenant.delete('/tenant');
    expect((await visitor.ask(QUESTION)).status).toBe(404);
  });
});

describe('the widget’s page', () => {
  const page = (id: string, query = '', headers: Record<string, string> = {}) =>
    fetch(`${app.url}/embed/${id}${query}`, { headers });

  it('may be framed by the embed’s origins alone, and runs no script but the server’s', async () => {
    const id = await made({ title: '</script><script>alert(1)</script>', origins: [PAGE, 'https://*.example.com'] });
    const response = await page(id, `?page=${PAGE}`, { 'sec-fetch-dest': 'iframe' });
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain(`frame-ancestors ${PAGE} https://*.example.com`);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
    const html = await response.text();
    expect([...html.matchAll(/<script/g)]).toHaveLength(2);
    expect(html).not.toContain('<script>');
    const nobody = await page(await made({ origins: [] }));
    expect(nobody.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('says so to a page that may not show it, and outside of a frame', async () => {
    const id = await made();
    for (const refused of [
      await page(id, '?page=https://evil.example'),
      await page(id, '', { referer: 'https://evil.example/shop' }),
      await page(id, `?page=${PAGE}`, { 'sec-fetch-dest': 'document' }),
    ]) {
      expect(refused.status).toBe(403);
      expect(refused.headers.get('content-security-policy')).toContain(`frame-ancestors ${PAGE}`);
    }
    for (const wrong of ['x', uuidv7()]) expect((await page(wrong)).status).toBe(404);
  });
});
