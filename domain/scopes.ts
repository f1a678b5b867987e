/** What a program may be allowed: to register tickets, to announce calls, to read tickets as a manager does. */
export const scopes = ['intake', 'cti', 'read'] as const;
export type Scope = (typeof scopes)[number];
