// Which connection of the run each node means by its own number. Those of the control plane are not kept:
// channels know theirs.
import type { Address, TraceEvent } from "../../sim/index.ts";
import { mapAt } from "../grouped.ts";

/** The ordinal of the connection in the run, by the node's own number for it. */
export type LinksOfNode = ReadonlyMap<number, number>;

type Beginning = TraceEvent & { readonly kind: "connect" | "accept" };

export class ConnLinks {
  private readonly none: LinksOfNode = new Map<number, number>();
  private readonly nodes = new Map<string, Map<number, number>>();

  see(event: Beginning): void {
    const address: Address = event.kind === "connect" ? event.to : event.facts.local;
    if (address.kind !== "inet") return;
    const { node, conn, link } = event;
    mapAt(this.nodes, node).set(conn, link);
  }

  of(node: string): LinksOfNode {
    return this.nodes.get(node) ?? this.none;
  }
}
