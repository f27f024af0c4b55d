// The audit files of a launched proxy: the lines that a case added to them. They are read when the case
// is over, once no more lines come; what they say is judged elsewhere.
import { existsSync, readFileSync, statSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { auditFormat } from "../model/audit/formats.ts";
import type { AuditConstants } from "../model/constants.ts";

/** Rows of the runner's own questions are nothing that a case left. */
export function withoutOwn(audit: FinishedAudit, { formats }: AuditConstants): FinishedAudit {
  return audit.filter(({ sink, line }) => {
    const format = formats[sink];
    const parsed = format === undefined ? undefined : auditFormat(format).parse(line);
    return parsed?.kind !== "row" || parsed.row.actor.pid !== process.pid;
  });
}

export type FinishedAudit = readonly { readonly sink: string; readonly line: string }[];

/** More than this is not read: whoever writes so much has another fault. */
const bytesMax = 8_000_000;
/** A proxy may write its rows behind its replies. */
const settleMillis = 150;
const lookMillis = 20;

export class AuditFiles {
  private readonly paths: Readonly<Record<string, string>>;
  private from: ReadonlyMap<string, number>;

  /** From what stands in the files now. */
  constructor(paths: Readonly<Record<string, string>>) {
    this.paths = paths;
    this.from = this.sizes();
  }

  /** Passes over what was written by now, and over what is still to come of it. */
  async startHere(): Promise<void> {
    await this.settled();
    this.from = this.sizes();
  }

  /** Resolves when the files did not grow for a while. */
  async finished(): Promise<FinishedAudit> {
    await this.settled();
    return Object.entries(this.paths).flatMap(([sink, path]) =>
      this.linesOf(sink, path).map((line) => ({ sink, line })),
    );
  }

  private sizes(): ReadonlyMap<string, number> {
    return new Map(Object.entries(this.paths).map(([sink, path]) => [sink, sizeOf(path)]));
  }

  private async settled(): Promise<void> {
    const size = (): number =>
      Object.values(this.paths).reduce((sum, path) => sum + sizeOf(path), 0);
    let before = size();
    let since = performance.now();
    while (performance.now() - since < settleMillis) {
      await pause(lookMillis);
      const now = size();
      if (now !== before) since = performance.now();
      before = now;
      if (now > bytesMax) break;
    }
  }

  private linesOf(sink: string, path: string): string[] {
    if (!existsSync(path) || sizeOf(path) > bytesMax) return [];
    const text = readFileSync(path)
      .subarray(this.from.get(sink) ?? 0)
      .toString("utf8");
    return text.split("\n").filter((line) => line !== "");
  }
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
