import { z } from 'zod';

/** Of the archive; raised when an older program could not read a newer one. */
export const FORMAT = 1;

/** What a backup says of itself, in its first member. */
export const manifestSchema = z.object({
  format: z.number().int(),
  /** The program that made it. */
  ragkeep: z.string(),
  /** The last migration of the database. */
  schema: z.string(),
  /** For people, as `PostgreSQL 17.2 (server)`. */
  engine: z.string(),
  created_at: z.iso.datetime(),
  /** In the order in which they can be loaded. */
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number().int() })),
  /** How many uploaded files there are. */
  files: z.number().int(),
  /** By which a secret is recognised as the one that the data is sealed with, in base64: nothing that it could be guessed from. */
  secret_check: z.base64(),
  /** Whether the secret itself is in it. */
  with_secret: z.boolean(),
});

export type Manifest = z.infer<typeof manifestSchema>;
