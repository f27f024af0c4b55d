// H1-PIPELINE: requests that were written without waiting are answered, each in its turn.
import { labelOf } from "../../model/http1/message.ts";
import { isBeyondAnswer } from "./beyond.ts";
import { type Dialogue, labelsOf } from "./dialogue.ts";
import { type Finding, replacedAt } from "./finding.ts";

export function inOrder(dialogue: Dialogue): Finding | undefined {
  const { requests, finals, line, answering } = dialogue;
  const { messages, flaw } = requests;
  if (flaw !== undefined || messages.length < 2 || !isPipelined(dialogue)) return undefined;
  const labels = labelsOf(dialogue);
  const wrong = finals.findIndex((final, place) => {
    const label = labelOf(final);
    return label !== "" && label !== labels[place];
  });
  const whole = messages.filter(({ isWhole }) => isWhole).length;
  const isLeft = finals.length > 0 && line.overs[0]?.how === "was-ended";
  const isCut = isLeft && finals.length < whole && !isBeyondAnswer(dialogue, finals.length);
  const shown = finals.find((final, place) => place > 0 && labelOf(final) !== "");
  const field = shown === undefined ? -1 : answering.text.indexOf(labelOf(shown), shown.from);
  return {
    rule: "H1-PIPELINE",
    holds: wrong < 0 && !isCut,
    what: "requests that did not wait for each other",
    expected: `answers to ${labels.join(", ")}`,
    actual: `answers to ${finals.map((final) => labelOf(final) || "nobody by name").join(", ")}`,
    ...(shown === undefined
      ? { piece: answering.pieces.at(-1), falsified: undefined }
      : replacedAt(answering, field, /^[^\r\n]+/, "another")),
  };
}

/** Whether a request was begun before the answer to the one before it was all there. */
function isPipelined({ requests, finals, asking, answering }: Dialogue): boolean {
  return requests.messages.some(({ from }, place) => {
    if (place === 0) return false;
    const before = finals[place - 1];
    const asked = asking.pieceAt(from)?.index ?? Infinity;
    const answered = before === undefined ? undefined : answering.pieceAt(before.to - 1)?.index;
    return answered === undefined || asked < answered;
  });
}
