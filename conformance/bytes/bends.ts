// Valid streams, bent a little: bits flipped, pieces of others put in, parts doubled and swapped, tails
// cut off, and lengths that lie. Most of what comes out is still nearly right, which is what gets far.
import type { Draws } from "../gates/hostile/draws.ts";
import { joined } from "./pieces.ts";
import type { Subject } from "./subject.ts";

const bendsMax = 3;
/** One stream in so many stays as it is: what is right has to stay right. */
const straightOneIn = 10;

type Bend = (parts: Uint8Array[], draws: Draws, subject: Subject) => void;

const bends: readonly Bend[] = [
  function flip(parts, draws, subject) {
    change(parts, draws, subject, (part) => {
      const at = draws.below(part.length);
      return part.with(at, (part[at] ?? 0) ^ (1 << draws.below(8)));
    });
  },
  function splice(parts, draws, subject) {
    const other = draws.oneOf(subject.exchange(draws).slice(subject.keptParts));
    change(parts, draws, subject, (part) =>
      joined([
        part.subarray(0, draws.below(part.length)),
        other.subarray(draws.below(other.length)),
      ]),
    );
  },
  function duplicate(parts, draws, subject) {
    const part = parts[place(parts, draws, subject)];
    if (part !== undefined) parts.splice(place(parts, draws, subject), 0, part);
  },
  function reorder(parts, draws, subject) {
    const [left, right] = [place(parts, draws, subject), place(parts, draws, subject)];
    const [first, second] = [parts[left], parts[right]];
    if (first === undefined || second === undefined) return;
    parts[left] = second;
    parts[right] = first;
  },
  function cut(parts, draws, subject) {
    change(parts, draws, subject, (part) => part.subarray(0, draws.below(part.length)));
  },
  function lie(parts, draws, subject) {
    subject.lie(parts, draws);
  },
];

/** What the subject is given in this run. */
export function bentStream(subject: Subject, draws: Draws): Uint8Array {
  const parts = subject.exchange(draws);
  const count = draws.below(straightOneIn) === 0 ? 0 : 1 + draws.below(bendsMax);
  for (let left = count; left > 0; left -= 1) draws.oneOf(bends)(parts, draws, subject);
  return joined(parts);
}

function place(parts: readonly Uint8Array[], draws: Draws, { keptParts }: Subject): number {
  return keptParts + draws.below(parts.length - keptParts);
}

function change(
  parts: Uint8Array[],
  draws: Draws,
  subject: Subject,
  bend: (part: Uint8Array) => Uint8Array,
): void {
  const at = place(parts, draws, subject);
  const part = parts[at];
  if (part !== undefined && part.length > 0) parts[at] = bend(part);
}
