// What has to be true of every stream, whatever is in it: nothing is thrown, what is kept stays within
// what the parser declares, the cuts do not matter, and what was accepted is the same when it is written
// and read again.
import { cutStream, singly } from "./pieces.ts";
import type { Reading, Subject } from "./subject.ts";

export const oracles = ["throw", "memory", "cuts", "round-trip"] as const;

export type Oracle = (typeof oracles)[number];

export interface Verdict {
  readonly reading: Reading | undefined;
  readonly fault: Fault | undefined;
}

export interface Fault {
  readonly oracle: Oracle;
  readonly message: string;
}

/** How often a stream is cut: once in the siege, and in every way that matters when it is played again. */
export type Thoroughness = "once" | "thorough";

const thoroughCuts = 12;

export function judge(subject: Subject, bytes: Uint8Array, thoroughness: Thoroughness): Verdict {
  try {
    const reading = subject.read([bytes]);
    return { reading, fault: faultOf(subject, bytes, { reading, thoroughness }) };
  } catch (error) {
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { reading: undefined, fault: { oracle: "throw", message: said } };
  }
}

function faultOf(
  subject: Subject,
  bytes: Uint8Array,
  whole: { readonly reading: Reading; readonly thoroughness: Thoroughness },
): Fault | undefined {
  const { reading, thoroughness } = whole;
  const count = thoroughness === "once" ? 1 : thoroughCuts;
  const cuts = Array.from({ length: count }, (_, ordinal) => cutStream(bytes, ordinal));
  if (thoroughness === "thorough") cuts.push(singly(bytes));
  for (const pieces of cuts) {
    const cut = subject.read(pieces);
    const fault = memoryFault(cut) ?? cutFault(reading, cut, pieces);
    if (fault !== undefined) return fault;
  }
  const differs = subject.again(reading);
  if (differs !== undefined) return { oracle: "round-trip", message: differs };
  return memoryFault(reading);
}

function memoryFault({ fullness, heldBytes }: Reading): Fault | undefined {
  if (fullness <= 1) return undefined;
  const times = fullness.toFixed(2);
  return { oracle: "memory", message: `${heldBytes} bytes are kept, ${times} times the bound` };
}

function cutFault(whole: Reading, cut: Reading, pieces: readonly Uint8Array[]): Fault | undefined {
  const length = Math.max(whole.lines.length, cut.lines.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [whole.lines[at], cut.lines[at]];
    if (left === right) continue;
    const where = pieces.map((piece) => piece.length).join("+");
    const message = `in one piece ${shown(left)}, in pieces of ${where} bytes ${shown(right)}`;
    return { oracle: "cuts", message };
  }
  return undefined;
}

function shown(line: string | undefined): string {
  return line === undefined ? "nothing more" : JSON.stringify(line.slice(0, 200));
}
