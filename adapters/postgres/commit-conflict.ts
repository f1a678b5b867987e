/** The entries do not continue what is stored; trying again cannot help. */
export interface CommitConflict extends Error {
  readonly code: 'commit-conflict';
}

export const commitConflict = (no: string, why: string): CommitConflict =>
  Object.assign(new Error(`commit of ${no} refused: ${why}`), { code: 'commit-conflict' as const });
