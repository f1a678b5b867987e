/** Something that must not be; `where` is a ticket or a part. */
export interface Violation {
  readonly rule: string;
  readonly where: string;
  readonly what: string;
}

export type Report = (rule: string, where: string, what: string) => void;
