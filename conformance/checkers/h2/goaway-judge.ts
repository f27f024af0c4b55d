// H2-GOAWAY-BACKEND, its first half: in the instants after the proxy read a back end's GOAWAY nothing new is
// sent there. A piece that had left in part is no news when the rest of it leaves. What becomes of streams at
// or below its last identifier is judged by their exchanges.
import { listAt } from "../../grouped.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import type { Verdicts } from "../verdicts.ts";
import { type Connection, opens } from "./connections.ts";

const rule = "H2-GOAWAY-BACKEND";

export class GoawayJudge {
  private readonly verdicts: Verdicts;
  /** By worker, connections of which a back end took its leave. */
  private readonly left = new Map<number, Connection[]>();
  /** Whose link had taken a frame in part when the GOAWAY was read, and every piece since then to its end. */
  private readonly jammed = new Set<Connection>();

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  /** Asked before the connection itself is told of the frame. */
  see(connection: Connection, frame: Http2Frame, index: number): void {
    if (connection.leg !== "origin") return;
    const isJammed = this.jammed.has(connection);
    if (isJammed && frame.by === "proxy" && !frame.isMidway) this.jammed.delete(connection);
    if (!opens(connection, frame)) return;
    const { at, stream, worker } = frame;
    const goaway = connection.goaways.peer[0];
    if (goaway !== undefined && at > goaway.at) {
      if (isJammed) return;
      const message = `stream ${stream} towards ${connection.peer}`;
      const [expected, actual] = [
        "nothing new after its GOAWAY",
        `HEADERS ${at - goaway.at} µs after`,
      ];
      this.verdicts.violated({ rule, index, at, message, expected, actual });
      return;
    }
    const other = this.left.get(worker)?.find((one) => (one.goaways.peer[0]?.at ?? at) < at);
    if (other === undefined || !this.verdicts.counted(rule)) return;
    const value = { connection: other.connection, stream: 0x7fff_ffff };
    this.verdicts.sample(rule, index, { field: "frame", value });
  }

  leaves(connection: Connection, { isMidway }: Http2Frame): void {
    if (connection.leg !== "origin") return;
    if (isMidway && connection.goaways.peer.length === 1) this.jammed.add(connection);
    listAt(this.left, connection.worker).push(connection);
  }
}
