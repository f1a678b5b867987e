/** The ticket that `?from=` names; null where it names none. */
export const ticketNumberOf = (search: string): string | null => {
  const from = new URLSearchParams(search).get('from') ?? '';
  return /^TS\d{11,}$/u.test(from) ? from : null;
};
