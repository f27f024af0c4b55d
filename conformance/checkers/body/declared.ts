// What a sender says about the length of its message, against what it sent in the end: RFC 9113 §8.1.1.
import type { ExchangeEnded } from "../../observe/data-plane.ts";

/**
 * `lying`: it sent more, or ended with less. `honest`: it ended with exactly as much. `open`: it did not
 * come to its end, or says nothing.
 */
export type Telling = "lying" | "honest" | "open";

/** Judged by the sender's own account: a client's of its request, an origin's of its answer. */
export function tellsLength(sender: ExchangeEnded, message: "request" | "answer"): Telling {
  const declared = toldBytes(sender, message);
  if (declared === undefined) return "open";
  const bytes = message === "request" ? sender.requestBytes : sender.answerBytes;
  const isWhole = message === "request" ? sender.isRequestWhole : sender.isAnswerWhole;
  if (bytes > declared) return "lying";
  if (!isWhole) return "open";
  return bytes === declared ? "honest" : "lying";
}

export function toldBytes(
  sender: ExchangeEnded,
  message: "request" | "answer",
): number | undefined {
  const fields = message === "request" ? sender.requestFields : sender.answerFields;
  const told = fields.find(([name]) => name === "content-length")?.[1];
  return told === undefined ? undefined : Number(told);
}
