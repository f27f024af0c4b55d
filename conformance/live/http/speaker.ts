// An actor that speaks HTTP on real sockets: it comes from the address that the case says, over TLS
// where it greets so, and everything that passes is recorded.
import { connect, type Socket } from "node:net";
import { connect as connectSecurely, type TLSSocket } from "node:tls";
import type { Dial, Dialled } from "../../../reference/node/index.ts";
import type { ActorSpec, ClientHello, Host, Machine, TlsFacts } from "../../../sim/index.ts";
import { recordedActor } from "./recorded-actor.ts";
import type { ActorTape, InetAddress } from "./tape.ts";

type SpeakingSpec = ActorSpec & { readonly kind: "http-client" | "http-origin" };

export function speaks(spec: ActorSpec): spec is SpeakingSpec {
  return spec.kind === "http-client" || spec.kind === "http-origin";
}

interface Secured {
  readonly stream: TLSSocket;
  readonly serverName: string | undefined;
}

export class Speaker {
  readonly dial: Dial = (conn, to) => this.dialled(conn, to);
  private readonly tape: ActorTape;
  private readonly spec: SpeakingSpec;
  private readonly secure: ReadonlyMap<number, string>;
  private readonly hellos = new Map<number, ClientHello>();
  private readonly sockets = new Map<number, Socket>();
  private readonly secured = new Map<number, Secured>();

  /** `secure`: the ports where TLS is spoken. */
  constructor(tape: ActorTape, spec: SpeakingSpec, secure: ReadonlyMap<number, string>) {
    this.tape = tape;
    this.spec = spec;
    this.secure = secure;
  }

  machine(host: Host, make: (host: Host) => Machine): Machine {
    return recordedActor(host, {
      tape: this.tape,
      make,
      nearEnd: (conn) => ({ local: this.localEnd(conn), tls: this.tlsOf(conn) }),
      greets: (conn, hello) => {
        this.hellos.set(conn, hello);
      },
    });
  }

  private dialled(conn: number, to: Parameters<Dial>[1]): Dialled {
    if (to.kind !== "inet") throw new Error("HTTP is spoken over TCP here");
    const { host, port } = to;
    const { spec } = this;
    const local = spec.kind === "http-client" ? { localAddress: spec.from ?? host } : {};
    const carrier = connect({ host, port, ...local, allowHalfOpen: true, noDelay: true });
    this.sockets.set(conn, carrier);
    if (!this.secure.has(port)) return { stream: carrier, carrier, arrival: "connect" };
    const { serverName, alpn } = this.hellos.get(conn) ?? {
      serverName: undefined,
      alpn: spec.protocol === "h2" ? "h2" : "http/1.1",
    };
    const stream = connectSecurely({
      socket: carrier,
      ALPNProtocols: [alpn],
      ...(serverName === undefined ? {} : { servername: serverName }),
      // Nobody vouches for the certificates of the cases.
      rejectUnauthorized: false,
    });
    this.secured.set(conn, { stream, serverName });
    return { stream, carrier, arrival: "secureConnect" };
  }

  private tlsOf(conn: number): TlsFacts | undefined {
    const secured = this.secured.get(conn);
    if (secured === undefined) return undefined;
    const { stream, serverName } = secured;
    const alpn = stream.alpnProtocol;
    return {
      version: stream.getProtocol() ?? "unknown",
      cipher: stream.getCipher().standardName,
      serverName,
      alpn: typeof alpn === "string" ? alpn : undefined,
      certificateNames: [],
    };
  }

  private localEnd(conn: number): InetAddress {
    const { localAddress = "", localPort = 0 } = this.sockets.get(conn) ?? {};
    return { kind: "inet", host: localAddress, port: localPort };
  }
}
