// What can be wrong with a row, before it is told to anybody.

export interface Fault {
  readonly rule: string;
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

export function shown(value: string | number | undefined): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value ?? "absent");
}
