import type { Role } from './words.js';

/** Roles that the identity provider's groups bring, by group. */
export type RoleMap = Readonly<Record<string, readonly Role[]>>;

/**
 * Somebody's roles after a sign-in: those that the map names come and go with their groups, the others stay as they
 * are. Whoever is left without any is a reporter.
 */
export const rolesByGroups = (
  map: RoleMap,
  { present, groups }: { readonly present: readonly Role[]; readonly groups: readonly string[] },
): readonly Role[] => {
  const mapped = new Set(Object.values(map).flat());
  const brought = groups.flatMap((group) => (Object.hasOwn(map, group) ? (map[group] ?? []) : []));
  const roles = [...new Set([...present.filter((role) => !mapped.has(role)), ...brought])];
  return roles.length === 0 ? ['reporter'] : roles;
};
