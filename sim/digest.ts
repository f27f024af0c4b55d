// The state of a world as one hash: every machine's own digest and the bytes in flight, without
// absolute times, ids or random values. Two worlds with equal digests go on alike.

import { RollingHash } from "./engine/rolling-hash.ts";
import type { Digest, Micros } from "./machine.ts";
import type { Pipe } from "./network/pipe.ts";
import type { SimNode } from "./node/node.ts";

export class DigestHash implements Digest {
  private readonly rolling: RollingHash = new RollingHash();
  private readonly now: Micros;

  constructor(now: Micros) {
    this.now = now;
  }

  int(value: number): void {
    this.rolling.integer(value);
  }

  text(value: string): void {
    this.rolling.text(value);
  }

  bytes(value: Uint8Array): void {
    this.rolling.bytes(value);
  }

  duration(at: Micros): void {
    this.int(at === Infinity ? -1 : at - this.now);
  }

  hex(): string {
    return this.rolling.hex();
  }
}

/** Nodes in the order of their names, directions in the order in which they were opened. */
export function worldDigest(
  now: Micros,
  nodes: readonly SimNode[],
  pipes: readonly (Pipe | undefined)[],
): string {
  const into = new DigestHash(now);
  for (const node of nodes.toSorted(byName)) {
    into.text(node.name);
    into.int(node.machine === undefined ? 0 : 1);
    into.int(node.paused ? 1 : 0);
    into.duration(node.deadlineAt);
    node.machine?.digest?.(now, into);
  }
  const live = pipes.filter((pipe) => pipe !== undefined);
  for (const pipe of live.sort(byOpening)) pipeDigest(pipe, into);
  return into.hex();
}

function pipeDigest(pipe: Pipe, into: DigestHash): void {
  const { from, to } = pipe;
  into.text(from.node?.name ?? "");
  into.text(to.node?.name ?? "");
  const flags = [
    from.connected,
    from.outEnded,
    from.finished,
    to.finished,
    pipe.held,
    pipe.stopped,
  ];
  for (const flag of flags) into.int(flag ? 1 : 0);
  const bytes = new Uint8Array(pipe.storedBytes);
  pipe.copyBytes(bytes, bytes.length);
  into.bytes(bytes);
  for (const length of pipe.segmentLengths()) into.int(length);
}

function byName(one: SimNode, other: SimNode): number {
  return one.name < other.name ? -1 : 1;
}

function byOpening(one: Pipe, other: Pipe): number {
  const links = one.from.link.ordinal - other.from.link.ordinal;
  return links !== 0 ? links : Number(other.from.opener) - Number(one.from.opener);
}
