// What chosen clients take from their connections, byte by byte and instant by instant. Connections are
// counted for each client alone, so that nothing here depends on who else is there.
import type { TraceEvent } from "../../sim/index.ts";
import type { Observation } from "./observation.ts";

type Of<Kind extends TraceEvent["kind"]> = TraceEvent & { readonly kind: Kind };

export class Receipts {
  private readonly receivers: ReadonlySet<string>;
  /** By client, then by the ordinal of the connection in the run. */
  private readonly connections = new Map<string, Map<number, number>>();

  constructor(receivers: ReadonlySet<string>) {
    this.receivers = receivers;
  }

  opened({ node, link }: Of<"connect">): void {
    if (!this.receivers.has(node)) return;
    const own = this.connections.get(node) ?? new Map<number, number>();
    own.set(link, own.size);
    this.connections.set(node, own);
  }

  took({ node, link, at, bytes }: Of<"data">, into: Observation[]): void {
    const connection = this.connections.get(node)?.get(link);
    if (connection === undefined) return;
    const shown = Buffer.from(bytes).toString("hex");
    into.push({ kind: "received", at, client: node, connection, bytes: shown });
  }

  /** The end of a connection is something that its client sees, too. */
  finished(event: Of<"end" | "ended" | "reset" | "was-reset">, into: Observation[]): void {
    const { kind, node, link, at } = event;
    const connection = this.connections.get(node)?.get(link);
    if (connection === undefined || kind === "end" || kind === "reset") return;
    into.push({ kind: "received", at, client: node, connection, bytes: kind });
  }
}
