/** Whether the database refused a row because another has the same key; `constraint` narrows it. */
export const isTaken = (error: unknown, constraint?: string): boolean => {
  const { code, constraint: broken } = error as { code?: unknown; constraint?: unknown };
  return code === '23505' && (constraint === undefined || broken === constraint);
};
