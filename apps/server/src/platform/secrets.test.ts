import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCursors, paginate } from './cursors.ts';
import { createSecrets, HEADER_BYTES } from './secrets.ts';

const secrets = createSecrets('a secret of the deployment');

it('what is sealed opens only for its purpose and context, unchanged and with the same secret', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), fc.nat(), (bytes, context, place) => {
      const sealed = secrets.seal('vault', context, Buffer.from(bytes));
      expect(secrets.open('vault', context, sealed).equals(Buffer.from(bytes))).toBe(true);
      const changed = Buffer.from(sealed);
      const index = place % changed.length;
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => secrets.open('vault', context, changed)).toThrow();
      expect(() => secrets.open('other', context, sealed)).toThrow();
      expect(() => secrets.open('vault', `${context}x`, sealed)).toThrow();
      expect(() => createSecrets('another').open('vault', context, sealed)).toThrow();
    }),
  );
});

it('with former secrets what they sealed and signed is accepted, in either form, and what is new is the present one’s', () => {
  const text = fc.string({ minLength: 1 });
  fc.assert(
    fc.property(fc.uniqueArray(text, { minLength: 2, maxLength: 4 }), fc.nat(), text, (all, place, plain) => {
      const [present = '', ...former] = all;
      const own = all[place % all.length] ?? '';
      const before = createSecrets(own);
      const after = createSecrets(present, former);
      const sealed = before.seal('vault', 'c', Buffer.from(plain));
      expect(after.open('vault', 'c', sealed).toString()).toBe(plain);
      // As sealed values were before they said with which secret.
      expect(after.open('vault', 'c', sealed.subarray(HEADER_BYTES)).toString()).toBe(plain);
      expect(after.verify('s', plain, before.sign('s', plain))).toBe(true);
      expect(after.keys('k').map(String)).toContain(String(before.key('k')));
      expect(after.headers[all.indexOf(own)]?.equals(sealed.subarray(0, HEADER_BYTES))).toBe(true);

      const alone = createSecrets(present);
      expect(alone.open('vault', 'c', after.seal('vault', 'c', Buffer.from(plain))).toString()).toBe(plain);
      expect(alone.verify('s', plain, after.sign('s', plain))).toBe(true);
      expect(after.key('k').equals(alone.key('k'))).toBe(true);
      if (own === present) return;
      expect(() => alone.open('vault', 'c', sealed)).toThrow();
      expect(() => alone.open('vault', 'c', sealed.subarray(HEADER_BYTES))).toThrow();
      expect(alone.verify('s', plain, before.sign('s', plain))).toBe(false);
    }),
  );
});

it('a key is the same for its purpose and secret, and no other', () => {
  const key = secrets.key('tokens');
  expect(key).toHaveLength(32);
  expect(createSecrets('a secret of the deployment').key('tokens').equals(key)).toBe(true);
  expect(secrets.key('other').equals(key)).toBe(false);
  expect(createSecrets('another').key('tokens').equals(key)).toBe(false);
});

it('cursors lead back to their position, for their own list and tenant only', () => {
  const cursors = createCursors(secrets);
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (list, tenant, position) => {
      const cursor = cursors.encode(list, tenant, position);
      expect(cursors.decode(list, tenant, cursor)).toBe(Buffer.from(position).toString());
      expect(() => cursors.decode(`${list}x`, tenant, cursor)).toThrow();
      expect(() => cursors.decode(list, `${tenant}x`, cursor)).toThrow();
    }),
  );
});

it('any text in the place of a cursor is refused as one', () => {
  const cursors = createCursors(secrets);
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => cursors.decode('l', 't', text)).toThrow(/cursor/);
    }),
  );
});

it('pages put together are the list, for any length and limit', async () => {
  const cursors = createCursors(secrets);
  await fc.assert(
    fc.asyncProperty(fc.nat(30), fc.integer({ min: 1, max: 10 }), async (length, limit) => {
      const rows = Array.from({ length }, (_, n) => String(n).padStart(2, '0'));
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await paginate(
          cursors,
          'l',
          't',
          { limit, cursor },
          async (after, count) => rows.filter((row) => after === undefined || row > after).slice(0, count),
          (row) => row,
        );
        seen.push(...page.data);
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual(rows);
    }),
  );
});
