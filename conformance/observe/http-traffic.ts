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

/** `ends` and `resets` are the actor's own doing; who is killed resets what it had open. */
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

interface Followed {
  readonly node: string;
  readonly protocol: Speaker["protocol"];
  /** Each way, as the actor knows of it. */
  hasEnded: boolean;
  wasEnded: boolean;
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
  private readonly links = new Map<number, Followed>();

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
      case "exit":
        this.died(event, done);
        return;
      default:
        return;
    }
  }

  private dialled({ node, link, conn, at, to }: Of<"connect">, into: Observation[]): void {
    const speaker = this.speakers.get(node);
    if (speaker?.role !== "client" || to.kind !== "inet") return;
    this.follow(link, node, speaker);
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
      this.follow(link, node, speaker);
      const address = `${local.host}:${local.port}`;
      into.push({ kind: "http-opened", at, link, conn, actor: node, ...speaker, address });
    } else if (this.speakers.has(opener) && remote.kind === "inet") {
      into.push({ kind: "http-accepted", at, link, peer: remote.host });
    }
  }

  private follow(link: number, node: string, { protocol }: Speaker): void {
    this.links.set(link, { node, protocol, hasEnded: false, wasEnded: false });
  }

  private passed(event: Of<"write" | "data">, into: Observation[]): void {
    const { node, link, at, bytes } = event;
    if (this.links.get(link)?.protocol !== "h1" || !this.speakers.has(node)) return;
    if (bytes.length === 0) return;
    const way = event.kind === "write" ? "wrote" : "took";
    const { buffer, byteOffset, length } = bytes;
    const text = Buffer.from(buffer, byteOffset, length).toString("latin1");
    into.push({ kind: "http-bytes", at, link, actor: node, way, text });
  }

  private finished(event: Of<"end" | "ended" | "reset" | "was-reset">, into: Observation[]): void {
    const { node, link, at } = event;
    const followed = this.links.get(link);
    if (followed === undefined || !this.speakers.has(node)) return;
    const how = endings[event.kind];
    into.push({ kind: "http-over", at, link, actor: node, how });
    followed.hasEnded ||= how !== "was-ended";
    followed.wasEnded ||= how !== "ends";
  }

  /** What its kernel does for it, nobody else tells. */
  private died({ node, at }: Of<"exit">, into: Observation[]): void {
    for (const [link, followed] of this.links) {
      if (followed.node !== node || (followed.hasEnded && followed.wasEnded)) continue;
      followed.hasEnded = true;
      followed.wasEnded = true;
      into.push({ kind: "http-over", at, link, actor: node, how: "resets" });
    }
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
