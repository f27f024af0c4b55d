// Judges the words of a refusal, as far as the contract says anything about them: a number that is no
// metric detail is named (LEASE-DETAIL-VALID), and the client_id is not repeated (BIND-NO-ECHO).
import type { LeaseConstants } from "../../model/constants.ts";
import type { LeaseRequest } from "../../observe/observation.ts";
import type { Verdicts } from "../verdicts.ts";

/** Shorter ids turn up in any sentence by chance. */
const tellingIdLengthMin = 4;

export interface Refusal {
  readonly lease: LeaseRequest;
  readonly message: string;
  readonly at: number;
  readonly index: number;
  /** Who refused, for the report. */
  readonly who: string;
}

/** The refusal of a detail outside the enumeration names the number. */
export function judgeNumber(refusal: Refusal, constants: LeaseConstants, verdicts: Verdicts): void {
  const { lease, message, index } = refusal;
  const { detail } = lease;
  if (lease.clear === true || lease.clientId === "" || detail === undefined) return;
  if (detail >= 0 && detail <= constants.levelMax) return;
  const rule = "LEASE-DETAIL-VALID";
  const number = String(detail);
  if (message.includes(number)) {
    const value = message.replaceAll(number, "it");
    verdicts.evaluated(rule, index, () => ({ field: "message", value }));
  } else {
    const expected = `a message that names ${number}`;
    verdicts.violated({
      ...faultOf(refusal),
      rule,
      message: `${refusal.who} does not name the number`,
      expected,
    });
  }
}

export function judgeEcho(refusal: Refusal, verdicts: Verdicts): void {
  const { lease, message, index } = refusal;
  if (lease.clientId.length < tellingIdLengthMin) return;
  const rule = "BIND-NO-ECHO";
  if (!message.includes(lease.clientId)) {
    verdicts.evaluated(rule, index, () => ({
      field: "message",
      value: `${message} ${lease.clientId}`,
    }));
  } else {
    const expected = "a message without the client_id";
    verdicts.violated({
      ...faultOf(refusal),
      rule,
      message: `${refusal.who} echoes the client_id`,
      expected,
    });
  }
}

function faultOf(refusal: Refusal): { index: number; at: number; actual: string } {
  return { index: refusal.index, at: refusal.at, actual: JSON.stringify(refusal.message) };
}
