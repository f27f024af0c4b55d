// What several sub-commands read from the command line in the same way.
import { Option } from "commander";
import { type Enforcement, reportKinds, type ReportKind } from "../../reports/index.ts";
import { targetDefault } from "../targets/by-name.ts";
import { UsageError } from "../usage-error.ts";

type ListOf = (value: string, before?: readonly string[]) => readonly string[];

/** A flag that may be given several times. */
export function repeatable(name: string): ListOf {
  return (value, before = []) => {
    if (value === "") throw new UsageError(`${name} takes a value that is not empty`);
    return [...before, value];
  };
}

/** `LEASE,BIND` as well as the flag twice. */
export function commaSeparated(name: string): ListOf {
  return (value, before = []) => {
    const parts = value.split(",").filter((part) => part !== "");
    if (parts.length === 0) throw new UsageError(`${name} takes a value that is not empty`);
    return [...before, ...parts];
  };
}

export function countOf(name: string, least: number): (text: string) => number {
  return (text) => {
    // Number() alone would take "", "1e3" and "0x10" too.
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(value) || value < least) {
      throw new UsageError(`${name} takes a whole number from ${least} up, not "${text}"`);
    }
    return value;
  };
}

export interface ReportOrder {
  readonly kind: ReportKind;
  readonly path: string;
}

export function reportOrder(
  text: string,
  before: readonly ReportOrder[] = [],
): readonly ReportOrder[] {
  const [name, ...rest] = text.split("=");
  const kind = reportKinds.find((known) => known === name);
  const path = rest.join("=");
  if (kind === undefined || path === "") {
    throw new UsageError(
      `--report takes KIND=PATH with KIND one of ${reportKinds.join(", ")}, not ${text}`,
    );
  }
  return [...before, { kind, path }];
}

const enforcements: readonly Enforcement[] = ["must", "should", "covered"];

export function enforcement(
  text: string,
  before: readonly Enforcement[] = [],
): readonly Enforcement[] {
  const known = enforcements.find((candidate) => candidate === text);
  if (known === undefined)
    throw new UsageError(`--enforce takes ${enforcements.join(", ")}, not ${text}`);
  return [...before, known];
}

export function targetOption(): Option {
  return new Option(
    "--target <kind[:spec]>",
    "reference, reference:DEFECT for a planted defect, profile:NAME for a release, or live:FILE",
  ).default(targetDefault);
}
