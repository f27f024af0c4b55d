// What one law says of one record: held, broken, or, where there is nothing to hold it against, nothing.
import type { AccessRecord } from "../../model/access/record.ts";

export interface Verdict {
  readonly rule: string;
  readonly holds: boolean;
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
  /** By what would break it a record is found; where others are left over, it would be nobody's. */
  readonly identifies?: true;
  /** What would have broken it. */
  readonly wrong: Partial<AccessRecord>;
}

export function textOf(value: string | number | undefined): string {
  return value === undefined ? "absent" : JSON.stringify(value);
}
