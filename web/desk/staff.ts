import type { Role } from '../../domain/words.js';

/** Who may read how the desk is set up; see docs/permissions.md. */
export const staff: readonly Role[] = ['agent', 'engineer', 'lead', 'supervisor', 'manager', 'admin'];
