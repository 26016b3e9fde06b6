import { ROLES, type Role } from '@ragkeep/access';
import type { RoleMap } from './types.ts';

/**
 * The role that a claim's value gives, be it one text or a list of them. The first that fits counts, from owner down to viewer.
 * Null when nothing fits.
 */
export function roleOf(value: unknown, map: RoleMap): Role | null {
  const values = Array.isArray(value) ? value : [value];
  return ROLES.find((role) => map[role].some((wanted) => wanted === '*' || values.includes(wanted))) ?? null;
}
