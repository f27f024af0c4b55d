// Bytes that nearly are a frame: a good one, bent in up to four places. It knows the length prefix and
// nothing of what is behind it.
import type { Draws } from "./draws.ts";

const prefixBytes = 8;
const bendsMax = 4;

type Bend = (bytes: Uint8Array, draws: Draws) => Uint8Array;

const bends: readonly Bend[] = [
  (bytes, draws) => bytes.with(draws.below(bytes.length), draws.below(256)),
  (bytes, draws) => {
    const at = draws.below(bytes.length);
    return bytes.with(at, (bytes[at] ?? 0) ^ (1 << draws.below(8)));
  },
  // A byte too many and a byte too few, with a prefix that says so or does not.
  (bytes, draws) => spliced(bytes, draws.below(bytes.length), 0, Uint8Array.of(draws.below(256))),
  (bytes, draws) => spliced(bytes, draws.below(bytes.length), 1, new Uint8Array()),
  (bytes) => reframed(bytes),
  // A part of itself once more, somewhere else.
  (bytes, draws) => {
    const from = draws.below(bytes.length);
    const part = bytes.slice(from, from + 1 + draws.below(32));
    return reframed(spliced(bytes, draws.below(bytes.length), 0, part));
  },
  // A tail that is missing; the next frame is read as the rest of this one.
  (bytes, draws) => bytes.slice(0, 1 + draws.below(bytes.length)),
  // Numbers of ten bytes and more.
  (bytes, draws) =>
    reframed(spliced(bytes, draws.below(bytes.length), 0, new Uint8Array(11).fill(0xff))),
];

/**
 * Zero bends, one time in five, and a true prefix mostly: a machine that only refuses would hide what
 * comes after.
 */
export function mutated(good: Uint8Array, draws: Draws): Uint8Array {
  let bytes: Uint8Array = good.slice();
  for (let left = draws.below(bendsMax + 1); left > 0 && bytes.length > 0; left -= 1) {
    bytes = draws.oneOf(bends)(bytes, draws);
  }
  return draws.below(4) === 0 ? bytes : reframed(bytes);
}

function spliced(bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length - removed + added.length);
  result.set(bytes.subarray(0, at));
  result.set(added, at);
  result.set(bytes.subarray(at + removed), at + added.length);
  return result;
}

/** With a length prefix that is true again. */
function reframed(bytes: Uint8Array): Uint8Array {
  if (bytes.length < prefixBytes) return bytes;
  const result = bytes.slice();
  new DataView(result.buffer).setBigUint64(0, BigInt(result.length), true);
  return result;
}
