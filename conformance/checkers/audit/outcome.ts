// AUDIT-CANONICAL, AUDIT-FANOUT: what became of a request, counted over what the workers answered and
// compared with what the row says of it.
import type { AuditFormat } from "../../model/audit/format.ts";
import type { AuditRow, RowOutcome, RowWorkers } from "../../model/audit/row.ts";
import { showsErrors } from "../../model/error-wording.ts";
import type { ReplyWritten } from "../../observe/observation.ts";
import type { Asked } from "./asked.ts";
import type { Fault } from "./fault.ts";

/** Some workers were asked, and it is known which. */
export function isCounted({ isUnsure, ordered }: Asked): boolean {
  return !isUnsure && ordered.size > 0;
}

/** `workersMax` is how many workers there have been: nobody else can have been asked. */
export function countFault(asked: Asked, row: AuditRow, workersMax: number): Fault | undefined {
  if (!isCounted(asked)) return undefined;
  const { workers } = row;
  const heard = [...asked.heard.values()];
  const ok = heard.filter(({ status }) => status === "ok").length;
  const refused = heard.length - ok;
  const expected = `${ok} accepted, ${refused} refused, ${asked.ordered.size - heard.length} silent`;
  if (
    workers !== undefined &&
    fits(workers, { ok, refused, asked: asked.ordered.size, workersMax })
  )
    return undefined;
  return {
    rule: "AUDIT-FANOUT",
    message: "the row does not tell what the workers did",
    expected,
    actual:
      workers === undefined
        ? "no counts"
        : `${workers.ok} accepted, ${workers.refused} refused, ${workers.silent} silent`,
  };
}

/** Whether a row with these counts can be that of this request. */
export function suits(asked: Asked, row: AuditRow): boolean {
  const told = row.workers === undefined ? 0 : row.workers.ok + row.workers.refused;
  return told > 0 === asked.wasOrdered && countFault(asked, row, Infinity) === undefined;
}

interface Counted {
  readonly ok: number;
  readonly refused: number;
  readonly asked: number;
  readonly workersMax: number;
}

/** A worker that could not be sent its order took none, and still refused or was silent. */
function fits(workers: RowWorkers, { ok, refused, asked, workersMax }: Counted): boolean {
  const total = workers.ok + workers.refused + workers.silent;
  const unsent = total - asked;
  return (
    workers.ok === ok &&
    workers.refused >= refused &&
    workers.refused <= refused + unsent &&
    unsent >= 0 &&
    total <= workersMax
  );
}

/** What the row should call the end of a request, by the workers where they were asked. */
export function outcomeOf(asked: Asked, row: AuditRow): RowOutcome | undefined {
  const { workers } = row;
  if (!isCounted(asked) || workers === undefined) {
    return asked.reply === undefined ? undefined : outcomeOfReply(asked.reply);
  }
  if (workers.refused + workers.silent === 0) return "ok";
  return workers.ok === 0 ? "failure" : "errors";
}

export function outcomeOfReply({ status, message }: ReplyWritten): RowOutcome {
  if (status === "failure") return "failure";
  return showsErrors(status, message) ? "errors" : "ok";
}

export function outcomeFault(asked: Asked, row: AuditRow, format: AuditFormat): Fault | undefined {
  const expected = outcomeOf(asked, row);
  if (expected === undefined || row.outcome === expected) return undefined;
  if (!format.tellsErrors && (row.outcome === "ok") === (expected === "ok")) return undefined;
  return {
    rule: "AUDIT-CANONICAL",
    message: "the row tells another outcome than the request had",
    expected,
    actual: row.outcome,
  };
}
