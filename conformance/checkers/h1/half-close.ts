// H1-HALF-CLOSE: who has asked in full and says no more still gets the answers.
import { switchingProtocols } from "../../model/http-codes.ts";
import { labelOf } from "../../model/http1/message.ts";
import { statusOf } from "../../model/http1/cut-answers.ts";
import { isBeyondAnswer } from "./beyond.ts";
import type { Dialogue } from "./dialogue.ts";
import type { Finding } from "./finding.ts";

/** Whether it ended before its last answer began. */
function isWaiting({ line, finals, requests, answering }: Dialogue): boolean {
  const [first] = line.overs;
  if (first?.how !== "ends" || line.has("resets")) return false;
  const last = finals[requests.messages.length - 1];
  const begun = last === undefined ? undefined : answering.pieceAt(last.from)?.index;
  return begun === undefined || first.index < begun;
}

/** A client's connection that the client half-closed before it was answered. */
export function answeredAfterEnd(
  dialogue: Dialogue,
  abandoned: ReadonlySet<string>,
): Finding | undefined {
  const { line, requests, finals, answers, answering } = dialogue;
  const { messages } = requests;
  if (!isWaiting(dialogue) || requests.flaw !== undefined || messages.length === 0)
    return undefined;
  if (messages.some((message) => !message.isWhole || abandoned.has(labelOf(message)))) {
    return undefined;
  }
  // A tunnel has no requests; an open connection may still bring the answer.
  if (finals.some((final) => statusOf(final) === switchingProtocols)) return undefined;
  const isShort = finals.length < messages.length;
  if (isShort && (!line.isLeftByPeer || isBeyondAnswer(dialogue, finals.length))) return undefined;
  const piece = answering.pieces.at(-1);
  const isAlone = answers.messages.length === 1 && answering.pieces.length === 1;
  return {
    rule: "H1-HALF-CLOSE",
    holds: !isShort,
    what: "a client that has no more to say",
    expected: `${messages.length} answers`,
    actual: `${finals.length}`,
    piece,
    falsified: isAlone && piece !== undefined ? "" : undefined,
  };
}
