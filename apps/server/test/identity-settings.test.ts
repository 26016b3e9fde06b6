import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

const OIDC = { OIDC_ISSUER: 'https://id.example.com/', OIDC_AUDIENCE: 'ragkeep' };
const read = (env: NodeJS.ProcessEnv = {}) => readConfig({ ...OIDC, ...env }).identityProvider;

describe('the settings of the identity provider', () => {
  it('are none unless an issuer is named', () => {
    expect(readConfig({}).identityProvider).toBeNull();
  });

  it('keep the issuer as it is written, and have defaults for the rest', () => {
    expect(read()).toEqual({
      issuer: 'https://id.example.com/',
      audience: 'ragkeep',
      jwksUrl: undefined,
      organisationClaims: ['org_id', 'o.id'],
      roleClaim: null,
      roleMap: {
        owner: ['owner', 'org:owner'],
        admin: ['admin', 'org:admin'],
        member: ['member', 'org:member'],
        viewer: ['viewer', 'org:viewer'],
      },
      provision: 'tenants',
      linkByEmail: false,
    });
  });

  it('let nobody in, but know members by their address, where registration is closed', () => {
    expect(read({ HOST: '0.0.0.0' })).toMatchObject({ provision: 'none', linkByEmail: true });
    expect(read({ REGISTRATION: 'closed', OIDC_PROVISION: 'tenants' })).toMatchObject({ provision: 'tenants' });
  });

  it('read a role map', () => {
    const map = 'admin=org:admin, member=org:member|staff ,viewer=*';
    expect(read({ OIDC_ROLE_CLAIM: 'o.rol', OIDC_ROLE_MAP: map })?.roleMap).toEqual({
      owner: [],
      admin: ['org:admin'],
      member: ['org:member', 'staff'],
      viewer: ['*'],
    });
  });

  it.each([
    ['OIDC_AUDIENCE', { OIDC_AUDIENCE: undefined }],
    ['OIDC_ISSUER', { OIDC_ISSUER: undefined }],
    ['OIDC_ISSUER', { OIDC_ISSUER: 'http://id.example.com' }],
    ['OIDC_JWKS_URL', { OIDC_JWKS_URL: 'http://id.example.com/jwks' }],
    ['OIDC_ROLE_CLAIM', { OIDC_ROLE_MAP: 'admin=boss' }],
    ['OIDC_ROLE_MAP', { OIDC_ROLE_CLAIM: 'roles', OIDC_ROLE_MAP: 'boss=admin' }],
    ['OIDC_ROLE_MAP', { OIDC_ROLE_CLAIM: 'roles', OIDC_ROLE_MAP: 'admin' }],
    ['OIDC_ROLE_MAP', { OIDC_ROLE_CLAIM: 'roles', OIDC_ROLE_MAP: 'admin=a,admin=b' }],
    ['OIDC_ROLE_MAP', { OIDC_ROLE_CLAIM: 'roles', OIDC_ROLE_MAP: 'admin=a|' }],
    ['OIDC_ROLE_MAP', { OIDC_ROLE_CLAIM: 'roles', OIDC_ROLE_MAP: 'admin=a,,viewer=*' }],
    ['OIDC_PROVISION', { OIDC_PROVISION: 'everybody' }],
  ])('stop the start with the name of a wrong %s', (name, env) => {
    expect(() => read(env)).toThrow(ConfigError);
    expect(() => read(env)).toThrow(`${name}: `);
  });
});
