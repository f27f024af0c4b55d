// What `kakehi run` reads of its reports and of what it is to enforce.
import { type Enforcement, reportKinds, type ReportKind } from "../../reports/index.ts";
import { UsageError } from "../usage-error.ts";

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
