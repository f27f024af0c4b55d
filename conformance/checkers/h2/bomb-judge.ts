// H2-FLOOD-HEADERS as both sides wrote it down: a list of fields above the limit reaches nobody behind the
// proxy, whatever it was compressed to, and one within the limit is not refused for its size.
import type { FieldSpec } from "../../../sim/index.ts";
import { errorCodes } from "../../model/http-codes.ts";
import type { Http2Constants } from "../../model/http2-constants.ts";
import type { Account } from "../accounts.ts";
import type { Verdicts } from "../verdicts.ts";
import type { Run } from "./survival-judge.ts";

const rule = "H2-FLOOD-HEADERS";
const { enhanceYourCalm } = errorCodes;
/** RFC 9113 §6.5.2: what each field counts beside its octets. */
const fieldOverheadBytes = 32;

export class BombJudge {
  private readonly verdicts: Verdicts;
  private readonly limits: Http2Constants["headerList"];
  private readonly run: Run;

  constructor(verdicts: Verdicts, constants: Http2Constants, run: Run) {
    this.verdicts = verdicts;
    this.limits = constants.headerList;
    this.run = run;
  }

  judge(): void {
    for (const account of this.run.accounts.clients) {
      if (account.seen.protocol === "h2") this.request(account);
    }
    for (const account of this.run.accounts.allOrigins()) {
      if (account.seen.protocol === "h2") this.answer(account);
    }
  }

  private request({ seen, index }: Account): void {
    const { label, answerTo, at } = seen;
    const where = { index, at, message: `the request ${label}` };
    if (!this.isAbove(seen.requestFields)) {
      if (!this.wasCalmed(seen)) return;
      const told = { expected: "no refusal for its size", actual: "ENHANCE_YOUR_CALM" };
      this.verdicts.violated({ rule, ...where, ...told });
    } else if (answerTo === label || this.run.accounts.originsOf(label).length > 0) {
      const told = { expected: "refused for its size", actual: "forwarded" };
      this.verdicts.violated({ rule, ...where, ...told });
    } else if (this.verdicts.counted(rule)) {
      this.verdicts.sample(rule, index, { field: "answerTo", value: label });
    }
  }

  private answer({ seen }: Account): void {
    if (!this.isAbove(seen.answerFields)) return;
    const client = this.run.accounts.clientOf(seen.label);
    if (client === undefined) return;
    const { answerTo, answer, at, label } = client.seen;
    if (answerTo !== label || answer !== seen.answer) return;
    const { index } = client;
    const told = { expected: "refused for its size", actual: "forwarded" };
    this.verdicts.violated({ rule, index, at, message: `the answer to ${label}`, ...told });
  }

  private wasCalmed(seen: Account["seen"]): boolean {
    const resets = this.run.connections.of(seen)?.resets ?? [];
    return resets.some(
      ({ by, code, stream }) =>
        by === "proxy" && code === enhanceYourCalm && stream === seen.stream,
    );
  }

  private isAbove(fields: readonly FieldSpec[]): boolean {
    const bytes = fields.reduce(
      (sum, [name, value]) => sum + name.length + value.length + fieldOverheadBytes,
      0,
    );
    return bytes > this.limits.bytesMax || fields.length > this.limits.fieldsMax;
  }
}
