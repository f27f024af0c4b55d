// The draws of a real node. Without a seed they come from the operating system; with one they are
// keyed, so that the draws of one key do not depend on those of another. It deliberately remembers
// nothing without a seed: a table of keys would grow for as long as the proxy runs.

import { createHash, randomBytes } from "node:crypto";

export interface Randomness {
  /** Given to the machine in its Boot; an unsigned 32-bit integer. */
  readonly seed: number;
  /** An unsigned 32-bit integer. */
  draw(key: number): number;
}

function drawn(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32LE(0);
}

export function systemRandomness(): Randomness {
  const draw = (): number => randomBytes(4).readUInt32LE(0);
  return { seed: draw(), draw };
}

/** Equal seeds give equal draws. For debugging: `name` keeps the nodes of one run apart. */
export function seededRandomness(seed: number, name: string): Randomness {
  const drawsByKey = new Map<number, number>();
  return {
    seed: drawn(`${seed}/${name}`),
    draw(key) {
      const ordinal = drawsByKey.get(key) ?? 0;
      drawsByKey.set(key, ordinal + 1);
      return drawn(`${seed}/${name}/${key}/${ordinal}`);
    },
  };
}
