// What passes between the clients and origins of HTTP/1 and the proxy, byte by byte as the actors wrote
// and took it, and how connections of HTTP end. Whoever judges it parses by itself. Nobody who does not
// speak HTTP is looked at.
import type { ActorSpec, TraceEvent } from "../../sim/index.ts";
import type { Observation } from "./observation.ts";

/** An actor has a connection with the proxy: a client dialled, or an origin accepted. */
export interface HttpOpened {
  readonly kind: "http-opened";
  readonly at: number;
  /** Ordinal of the connection in the run. */
  readonly link: number;
  /** The actor's own number for it, as in its exchanges. */
  readonly conn: number;
  readonly actor: string;
  readonly role: "client" | "origin";
  readonly protocol: "h1" | "h2";
  /** Of the listener: the proxy's for a client, its own for an origin. */
  readonly address: string;
}

/** A worker accepted the connection of a client. */
export interface HttpAccepted {
  readonly kind: "http-accepted";
  readonly at: number;
  readonly link: number;
  /** The address that it comes from, without the port. */
  readonly peer: string;
}

/** Of HTTP/1 alone: frames of HTTP/2 are observations of their own. */
export interface HttpBytes {
  readonly kind: "http-bytes";
  readonly at: number;
  readonly link: number;
  readonly actor: string;
  readonly way: "wrote" | "took";
  /** One unit a byte. */
  readonly text: string;
}

/** `ends` and `resets` are the actor's own doing. */
export interface HttpOver {
  readonly kind: "http-over";
  readonly at: number;
  readonly link: number;
  readonly actor: string;
  readonly how: "ends" | "resets" | "was-ended" | "was-reset";
}

export type HttpTraffic = HttpOpened | HttpAccepted | HttpBytes | HttpOver;

type Of<Kind extends TraceEvent["kind"]> = TraceEvent & { readonly kind: Kind };

interface Speaker {
  readonly role: "client" | "origin";
  readonly protocol: "h1" | "h2";
}

const endings = {
  end: "ends",
  ended: "was-ended",
  reset: "resets",
  "was-reset": "was-reset",
} as const;

export class HttpEar {
  private readonly speakers: ReadonlyMap<string, Speaker>;
  /** The connections of speakers, by ordinal. */
  private readonly links = new Set<number>();
  /** Those of HTTP/1. */
  private readonly lines = new Set<number>();

  constructor(actors: Readonly<Record<string, ActorSpec>>) {
    this.speakers = speakersOf(actors);
  }

  get isIdle(): boolean {
    return this.speakers.size === 0;
  }

  /** What the actor takes, and what it does, of HTTP. */
  hear(event: TraceEvent, taken: Observation[], done: Observation[]): void {
    switch (event.kind) {
      case "data":
        this.passed(event, taken);
        return;
      case "write":
        this.passed(event, done);
        return;
      case "connect":
        this.dialled(event, done);
        return;
      case "accept":
        this.accepted(event, taken);
        return;
      case "end":
      case "reset":
        this.finished(event, done);
        return;
      case "ended":
      case "was-reset":
        this.finished(event, taken);
        return;
      default:
        return;
    }
  }

  private dialled({ node, link, conn, at, to }: Of<"connect">, into: Observation[]): void {
    const speaker = this.speakers.get(node);
    if (speaker?.role !== "client" || to.kind !== "inet") return;
    this.follow(link, speaker);
    const address = `${to.host}:${to.port}`;
    into.push({ kind: "http-opened", at, link, conn, actor: node, ...speaker, address });
  }

  private accepted(
    { node, link, conn, at, opener, facts }: Of<"accept">,
    into: Observation[],
  ): void {
    const { local, remote } = facts;
    const speaker = this.speakers.get(node);
    if (speaker?.role === "origin" && local.kind === "inet") {
      this.follow(link, speaker);
      const address = `${local.host}:${local.port}`;
      into.push({ kind: "http-opened", at, link, conn, actor: node, ...speaker, address });
    } else if (this.speakers.has(opener) && remote.kind === "inet") {
      into.push({ kind: "http-accepted", at, link, peer: remote.host });
    }
  }

  private follow(link: number, { protocol }: Speaker): void {
    this.links.add(link);
    if (protocol === "h1") this.lines.add(link);
  }

  private passed(event: Of<"write" | "data">, into: Observation[]): void {
    const { node, link, at, bytes } = event;
    if (!this.lines.has(link) || !this.speakers.has(node) || bytes.length === 0) return;
    const way = event.kind === "write" ? "wrote" : "took";
    const { buffer, byteOffset, length } = bytes;
    const text = Buffer.from(buffer, byteOffset, length).toString("latin1");
    into.push({ kind: "http-bytes", at, link, actor: node, way, text });
  }

  private finished(event: Of<"end" | "ended" | "reset" | "was-reset">, into: Observation[]): void {
    const { node, link, at } = event;
    if (!this.links.has(link) || !this.speakers.has(node)) return;
    into.push({ kind: "http-over", at, link, actor: node, how: endings[event.kind] });
  }
}

function speakersOf(actors: Readonly<Record<string, ActorSpec>>): ReadonlyMap<string, Speaker> {
  const speakers = new Map<string, Speaker>();
  for (const [name, spec] of Object.entries(actors)) {
    if (spec.kind === "http-client") {
      speakers.set(name, { role: "client", protocol: spec.protocol });
    } else if (spec.kind === "http-origin") {
      speakers.set(name, { role: "origin", protocol: spec.protocol });
    }
  }
  return speakers;
}
