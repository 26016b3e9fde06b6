import { count, table } from '@ragkeep/cli/terminal';
import { z } from 'zod';
import { keepFormerChainKeys } from '../../features/audit/index.ts';
import { noteSecret } from '../../platform/db/secret-check.ts';
import { countSeals, resealColumn } from '../../platform/reseal.ts';
import { defineCommand } from '../command.ts';

/** When it is wanted: it brings in the features that seal, which no other command should wait for. */
const sealedColumns = async () => (await import('../sealed.ts')).SEALED;

const showSecrets = defineCommand({
  name: 'secrets status',
  summary: 'Show how much is sealed with the present secret, and how much with previous ones',
  input: z.strictObject({}),
  async run({ db, secrets }) {
    const values = [];
    for (const sealed of await sealedColumns()) {
      const { counts, unmarked } = await countSeals(db, secrets, sealed);
      const [present = 0, ...previous] = counts;
      values.push({ name: sealed.name, present, previous: previous.reduce((sum, each) => sum + each, 0), unmarked });
    }
    const [present = '', ...previous] = secrets.headers.map((header) => header.subarray(1).toString('hex'));
    return { key_ids: { present, previous }, values };
  },
  print: ({ key_ids, values }) =>
    `${table(
      ['SEALED VALUES', 'PRESENT', 'PREVIOUS', 'UNMARKED'],
      values.map(({ name, present, previous, unmarked }) => [name, present, previous, unmarked]),
    )}\n\nKey ids: ${key_ids.present} (present)${key_ids.previous.map((id) => `, ${id} (previous)`).join('')}. Unmarked: sealed before values said with which secret.`,
});

const rotateSecrets = defineCommand({
  name: 'secrets rotate',
  summary: 'Seal everything with the present secret; one that is kept in DATA_DIR is made anew first',
  input: z.strictObject({}),
  alone: true,
  async run({ db, clock, secrets: known, keptSecret }) {
    const secrets = keptSecret ? await keptSecret.renew() : known;
    await keepFormerChainKeys(db, secrets, clock.now());
    const values = [];
    for (const sealed of await sealedColumns())
      values.push({ name: sealed.name, ...(await resealColumn(db, secrets, sealed)) });
    const isWhole = values.every(({ unreadable }) => unreadable === 0);
    if (isWhole) {
      await noteSecret(db, secrets);
      await keptSecret?.forgetPrevious();
    }
    return { complete: isWhole, setting_to_remove: isWhole && !keptSecret && secrets.headers.length > 1, values };
  },
  print: ({ complete, setting_to_remove, values }) => {
    const resealed = values.reduce((sum, value) => sum + value.resealed, 0);
    const lost = values.filter(({ unreadable }) => unreadable > 0);
    const lines = [
      `Sealed ${count(resealed, 'value')} anew.`,
      ...lost.map(({ name, unreadable }) => `NOT READABLE with any of the secrets: ${unreadable} of ${name}.`),
      complete
        ? 'Everything is sealed with the present secret.'
        : 'Add the missing secret to RAGKEEP_SECRET_PREVIOUS and run this again; until then the previous ones are kept.',
      ...(setting_to_remove
        ? ['RAGKEEP_SECRET_PREVIOUS can be taken away; who is signed in then signs in again.']
        : []),
    ];
    return lines.join('\n');
  },
  failed: ({ complete }) => !complete,
});

export const secrets = [showSecrets, rotateSecrets];
