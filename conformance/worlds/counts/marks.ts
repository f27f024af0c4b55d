// What is said again and again of an exchange, in one place: whose answer it is, how an origin framed its
// own, who broke it off.
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import type { Told } from "./told.ts";

export function isOwn({ client }: Told): boolean {
  return client.answer !== undefined && client.answerTo === undefined;
}

export function isOwnOf(told: Told, ...statuses: readonly number[]): boolean {
  return isOwn(told) && statuses.includes(told.client.answer ?? 0);
}

/** Answered by a back end, to the end. */
export function isServed(told: Told): boolean {
  return told.client.end === "complete" && told.client.answer !== undefined && !isOwn(told);
}

export function isBrokenOff({ client }: Told): boolean {
  return client.end !== "complete" && client.end !== "abandoned";
}

export function framing({ answerFields }: ExchangeEnded): "length" | "chunked" | "close" {
  const names = answerFields.map(([name]) => name);
  if (names.includes("transfer-encoding")) return "chunked";
  return names.includes("content-length") ? "length" : "close";
}

export function says(
  fields: readonly (readonly [string, string])[],
  name: string,
  value: string,
): boolean {
  return fields.some(([known, text]) => known === name && text === value);
}

/** An origin that began its answer and did not finish it. */
export function truncated({ origins }: Told): ExchangeEnded | undefined {
  return origins.find(({ answer, isAnswerWhole }) => answer !== undefined && !isAnswerWhole);
}

export function isClosing({ answerFields }: ExchangeEnded): boolean {
  return says(answerFields, "connection", "close");
}

/** The text of what is no request, where that was said. */
export function saidText({ asked }: Told): string | undefined {
  return asked?.do === "say" ? asked.text : undefined;
}

export function isPartialHead(told: Told): boolean {
  const text = saidText(told);
  return text !== undefined && !text.includes("\r\n\r\n");
}

export function hasAct({ acts }: Told, ...kinds: readonly string[]): boolean {
  return acts.some((act) => kinds.includes(act.do));
}

/** A frame of that type that its client sent while it was under way. */
export function hasFrame({ acts }: Told, type?: number, payload?: string): boolean {
  return acts.some(
    (act) =>
      act.do === "frame" &&
      (type === undefined || act.type === type) &&
      (payload === undefined || act.payload === payload),
  );
}

/** When the proxy was told to stop while it was under way. */
export function stopAt({ events }: Told, kind: "softStop" | "hardStop"): number | undefined {
  return events.find((step) => step.do === "request" && kind in step.request)?.at;
}
