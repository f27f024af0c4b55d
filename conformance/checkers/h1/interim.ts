// H1-INTERIM: what an origin said before its answer does not stand for it.
import { requestTimeout } from "../../model/http-codes.ts";
import { statusOf } from "../../model/http1/cut-answers.ts";
import { labelOf, type Message } from "../../model/http1/message.ts";
import { isBeyondAnswer } from "./beyond.ts";
import type { Dialogue } from "./dialogue.ts";
import { type Finding, withStatus } from "./finding.ts";

/** Nobody answers so. */
const otherStatus = 299;

/** What origins answered behind interim answers, by label: the last one counts. */
export type Prefaced = ReadonlyMap<string, Message>;

/** Of what origins of HTTP/1 wrote. */
export function prefacedAnswers(origins: readonly Dialogue[]): Prefaced {
  const prefaced = new Map<string, Message>();
  for (const { answers } of origins) {
    answers.messages.forEach((message, place) => {
      const before = answers.messages[place - 1];
      if (before === undefined || statusOf(before) >= 200) return;
      if (message.isWhole && statusOf(message) >= 200) prefaced.set(labelOf(message), message);
    });
  }
  return prefaced;
}

/** A client's connection: the first request that was answered so. */
export function followed(
  dialogue: Dialogue,
  prefaced: Prefaced,
  abandoned: ReadonlySet<string>,
): Finding | undefined {
  const { requests, finals, answering } = dialogue;
  const place = requests.messages.findIndex((request) => prefaced.has(labelOf(request)));
  const request = requests.messages[place];
  const due = request === undefined ? undefined : prefaced.get(labelOf(request));
  if (request === undefined || due === undefined || abandoned.has(labelOf(request))) {
    return undefined;
  }
  const final = finals[place];
  if (final === undefined && isBeyondAnswer(dialogue, place)) return undefined;
  if (final !== undefined && isLate(request, final)) return undefined;
  const expected = shownOf(due);
  const actual = final === undefined ? "none" : shownOf(final);
  return {
    rule: "H1-INTERIM",
    holds: actual === expected,
    what: `the answer to ${labelOf(request)} behind interim answers`,
    expected,
    actual,
    ...(final === undefined
      ? { piece: answering.pieces.at(-1), falsified: undefined }
      : withStatus(answering, final.from, otherStatus)),
  };
}

/** TIMEOUT-REQUEST: who does not send all of its request may be told so, whatever an origin has said. */
function isLate(request: Message, final: Message): boolean {
  return !request.isWhole && statusOf(final) === requestTimeout && labelOf(final) === "";
}

function shownOf(answer: Message): string {
  return `${statusOf(answer)} of ${labelOf(answer) || "nobody"}`;
}
