// Partitions as rules over pairs of node names, and addresses that refuse. Stalls are not here: they
// stick to the connections alive when they were ordered.

import type { Address, NodeName } from "../machine.ts";
import { addressKey } from "./listeners.ts";

/** Undefined stands for every node. */
export interface Direction {
  readonly from: NodeName | undefined;
  readonly to: NodeName | undefined;
}

export class Obstacles {
  private rules: readonly Direction[] = [];
  private readonly refused: Set<string> = new Set<string>();

  partition(direction: Direction, oneWay: boolean): void {
    const { from, to } = direction;
    const back = oneWay ? [] : [{ from: to, to: from }];
    this.rules = [...this.rules, direction, ...back];
  }

  refuse(at: Address): void {
    this.refused.add(addressKey(at));
  }

  heal(): void {
    this.rules = [];
    this.refused.clear();
  }

  separates(from: NodeName, to: NodeName): boolean {
    return this.rules.some((rule) => covers(rule, from, to));
  }

  refuses(at: Address): boolean {
    return this.refused.has(addressKey(at));
  }
}

/** Whether a direction means the way between two nodes. */
export function covers(direction: Direction, from: NodeName, to: NodeName): boolean {
  return (
    (direction.from === undefined || direction.from === from) &&
    (direction.to === undefined || direction.to === to)
  );
}
