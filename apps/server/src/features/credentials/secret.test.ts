import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSecrets } from '../../platform/secrets.ts';
import { openSecret, sealSecret } from './secret.ts';

const secrets = createSecrets('a secret of the deployment');

it('a sealed secret opens for its tenant and credential, unchanged, and for nothing else', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 });
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), fc.uuid(), text, fc.nat(), (tenant, id, other, secret, place) => {
      const sealed = sealSecret(secrets, tenant, id, secret);
      expect(openSecret(secrets, tenant, id, sealed)).toBe(secret);
      expect(() => openSecret(secrets, other, id, sealed)).toThrow();
      expect(() => openSecret(secrets, tenant, other, sealed)).toThrow();
      expect(() => openSecret(secrets, id, tenant, sealed)).toThrow();
      expect(() => openSecret(createSecrets('another'), tenant, id, sealed)).toThrow();
      const changed = Buffer.from(sealed);
      const index = place % changed.length;
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => openSecret(secrets, tenant, id, changed)).toThrow();
      expect(sealSecret(secrets, tenant, id, secret).equals(sealed)).toBe(false);
    }),
  );
});
