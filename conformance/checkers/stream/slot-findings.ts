// What one move of a slot says, rule by rule. What it takes to know is the move itself and the state in
// which the slot was left before. Moves are the most frequent of all that is judged: sentences are put
// together only where something is wrong.
import type { FlowShown, SlotMoved } from "../../observe/data-plane.ts";
import type { Finding } from "./finding.ts";
import { legalMoves } from "./transitions.ts";

/** RFC 9113 §6.9.1 */
const windowBytesMost = 2 ** 31 - 1;

/** STREAM-TRANSITIONS */
export function transition({ from, to }: SlotMoved, known: string): Finding {
  // A record is owed from here on, so that whoever counts those misses one with another move.
  const isAdmission = from === "Idle" && to !== "Recycle";
  const other = from === "Recycle" ? "Link" : "Recycle";
  const holds = from === known && (legalMoves[from]?.includes(to) ?? false);
  return {
    holds,
    expected: holds ? to : `${known} goes to ${legalMoves[known]?.join(", ") ?? "nothing"}`,
    actual: holds ? to : `${from} to ${to}`,
    falsification: isAdmission ? undefined : { field: "from", value: other },
  };
}

/** STREAM-REUSE-ONLY-RECYCLED */
export function handedOut({ from }: SlotMoved, known: string): Finding {
  return {
    holds: from === known && known === "Recycle",
    expected: "one that is for another use",
    actual: `one that is ${known === "Recycle" ? from : known}`,
    falsification: { field: "from", value: "Linked" },
  };
}

/** STREAM-UNLINKED-ENDS: nothing links it again, and its answer has left when it is over. */
export function unlinkedEnds(moved: SlotMoved): Finding | undefined {
  const { to, input, responseFlow: flow } = moved;
  const isLinked = to === "Link" || to === "Linked";
  const isOver = input === "finish" || input === "release";
  if (!isLinked && !isOver) return undefined;
  const isFlushed = flow.storedBytes === 0 && (flow.isFinished || flow.isBroken);
  const { storedBytes, windowBytes } = flow;
  return {
    holds: !isLinked && isFlushed,
    expected: "an answer that has left, and no other back end",
    actual: isLinked ? `it goes to ${to}` : `${storedBytes} bytes, not to their end`,
    falsification: {
      field: "responseFlow",
      value: { hasHead: true, storedBytes, isFinished: false, isBroken: false, windowBytes },
    },
  };
}

/** STREAM-OPEN */
export function open({ to, isOpen }: SlotMoved): Finding {
  const due = to !== "Idle" && to !== "Recycle";
  return {
    holds: isOpen === due,
    expected: due ? "open" : "not open",
    actual: isOpen ? "open" : "not open",
    falsification: { field: "isOpen", value: !due },
  };
}

/** STREAM-QUIESCED: both sides initial, complete or terminated, and nothing stored. */
export function quiesced({ isQuiesced, requestFlow, responseFlow }: SlotMoved): Finding {
  const due = isQuiet(requestFlow) && isQuiet(responseFlow);
  return {
    holds: isQuiesced === due,
    expected: due ? "quiesced" : "not quiesced",
    actual: isQuiesced ? "quiesced" : "not quiesced",
    falsification: { field: "isQuiesced", value: !due },
  };
}

function isQuiet({ hasHead, storedBytes, isFinished, isBroken }: FlowShown): boolean {
  return storedBytes === 0 && (!hasHead || isFinished || isBroken);
}

/** STREAM-RECYCLE-UNCOUNTED. Of one that never was counted the flag is the business of GAUGE-FLAG. */
export function uncounted({ counted }: SlotMoved, wasCounted: boolean): Finding {
  return {
    holds: !counted || !wasCounted,
    expected: "no counted request in a slot for another use",
    actual: counted ? "counted" : "not counted",
    falsification: wasCounted ? { field: "counted", value: true } : undefined,
  };
}

/** STREAM-LINKED-TOKEN: it names a connection of a back end iff it is linked, and is listed there. */
export function linked({ to, token, isListed }: SlotMoved): Finding {
  const isLinked = to === "Linked";
  const holds = (token !== undefined) === isLinked && isListed === isLinked;
  const expected = isLinked ? "named and listed" : "neither named nor listed";
  const named = token === undefined ? "unnamed" : "named";
  return {
    holds,
    expected,
    actual: holds ? expected : `${named}, ${isListed ? "listed" : "not listed"}`,
    falsification: { field: "isListed", value: !isLinked },
  };
}

/** STREAM-NEW-CLEAN */
export function clean(moved: SlotMoved): Finding {
  const { attempts, isRequestEnded, isResponseEnded, requestFlow, responseFlow } = moved;
  const bytes = moved.requestBytes + moved.responseBytes;
  const windowBytes = Math.max(requestFlow.windowBytes, responseFlow.windowBytes);
  const isClamped = windowBytes <= windowBytesMost;
  const holds = attempts === 0 && bytes === 0 && !isRequestEnded && !isResponseEnded && isClamped;
  return {
    holds,
    expected: "no attempt, no byte, no end, no window above the largest",
    actual: holds ? "none" : `${attempts} attempts, ${bytes} bytes, a window of ${windowBytes}`,
    falsification: { field: "attempts", value: 1 },
  };
}

/** STREAM-REUSE-CLEAN */
export function reused(digest: string, cleanDigest: string): Finding {
  return {
    holds: digest === cleanDigest,
    expected: "as a new one",
    actual: "something is left in it",
    falsification: { field: "digest", value: "another" },
  };
}
