// What a script can do to a world, as data. Times are not here: `World.at` gives one.

import type { Address, Micros, NodeName, Sink } from "./machine.ts";

/** `from` and `to` absent: every node. */
interface Way {
  readonly from?: NodeName;
  readonly to?: NodeName;
}

export type Action =
  /** The process is gone; `silent`: its peers get no RST. */
  | { readonly do: "crash"; readonly node: NodeName; readonly silent?: boolean }
  /** A new process on the same name; a live one crashes first. */
  | { readonly do: "restart"; readonly node: NodeName }
  | { readonly do: "pause"; readonly node: NodeName }
  | { readonly do: "resume"; readonly node: NodeName }
  | { readonly do: "slow"; readonly node: NodeName; readonly costMicros: Micros }
  /** Nothing passes, new connections neither; both ways unless `oneWay`. Streams wait, datagrams are lost. */
  | (Way & { readonly do: "partition"; readonly oneWay?: boolean })
  /** The connections alive now stop moving on that way; new ones are not touched. */
  | (Way & { readonly do: "stall" })
  /** The address refuses connections until healed. */
  | { readonly do: "refuse"; readonly at: Address }
  /** Takes away every partition, stall and refusal. */
  | { readonly do: "heal" }
  /** From now on a sink of the node takes lines, or takes none. */
  | { readonly do: "sink"; readonly node: NodeName; readonly sink: Sink; readonly takes: boolean }
  | { readonly do: "step-wall"; readonly node: NodeName; readonly byMicros: number };
