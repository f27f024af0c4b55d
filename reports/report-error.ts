// The one error class of this folder. A report that somebody else wrote never throws: parse.ts returns
// its problems.

export type ReportErrorCode = "inconsistent-run" | "unwritable-report";

export class ReportError extends Error {
  override readonly name = "ReportError";
  readonly code: ReportErrorCode;

  constructor(code: ReportErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
