const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in HTML, between tags or in an attribute within quotes. */
export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/gu, (mark) => entities[mark] ?? mark);
