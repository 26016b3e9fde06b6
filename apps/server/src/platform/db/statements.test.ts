import { describe, expect, it } from 'vitest';
import { statementsOf } from './statements.ts';

describe('the statements of a script', () => {
  it('end where it says so, not within a text, a name, a body or a comment', () => {
    const script = `
      -- first; really
      CREATE TABLE a (t text DEFAULT 'it''s; so', "b;" int); /* ; */
      DO $$ BEGIN PERFORM 1; EXECUTE format($q$ SELECT ';' $q$); END $$;
      SELECT 1 - 2 / 1 -- no end
    `;
    expect(statementsOf(script)).toEqual([
      `CREATE TABLE a (t text DEFAULT 'it''s; so', "b;" int)`,
      `DO $$ BEGIN PERFORM 1; EXECUTE format($q$ SELECT ';' $q$); END $$`,
      'SELECT 1 - 2 / 1',
    ]);
  });

  it('are none of an empty one', () => {
    expect(statementsOf('\n-- nothing\n;;')).toEqual([]);
  });
});
