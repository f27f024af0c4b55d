// A run written down step by step while it is played again: a fold over its events that keeps what a
// person wants to see, and where each observation stands among the steps.
import { reportBounds } from "../../reports/index.ts";
import type { TraceEvent } from "../../sim/index.ts";
import type { Observation } from "../observe/observation.ts";
import { tableOf } from "../observe/probe.ts";
import { workerOf } from "../observe/worker-name.ts";
import { levelName } from "../model/level.ts";
import { Connections } from "./connections.ts";
import { type Draft, Drafts, type NewDraft } from "./draft.ts";
import { cut } from "./message-text.ts";
import { placeOf } from "./place.ts";

/** Characters of a log line or a datagram in one line; all of it is the content. */
const lineCharacters = 100;

type EventOf<Kind extends TraceEvent["kind"]> = Extract<TraceEvent, { readonly kind: Kind }>;

export class TraceRecorder {
  readonly drafts: Drafts = new Drafts();
  /** By the index of the observation: the ordinal of the step it stands for. */
  readonly places: number[] = [];
  private readonly connections = new Connections(this.drafts);
  private readonly listeners = new Map<string, string>();
  private readonly tables = new Map<string, string>();
  private readonly datagrams: Draft[] = [];

  observation(observation: Observation): void {
    this.places.push(placeOf(observation, this.drafts));
  }

  event(event: TraceEvent): void {
    switch (event.kind) {
      case "write":
        this.connections.written(event);
        return;
      case "data":
        this.connections.read(event);
        return;
      case "connect":
      case "accept":
      case "connected":
      case "end":
      case "reset":
        this.connection(event);
        return;
      case "listen":
        if (event.outcome === "listening") this.listeners.set(key(event.address), event.node);
        return;
      case "datagram-sent":
      case "datagram":
        this.datagram(event);
        return;
      case "probe":
        this.probe(event);
        return;
      case "ended":
      case "was-reset":
      case "turn":
        return;
      case "start":
      case "exit":
      case "append":
      case "store":
      case "load":
      case "loaded":
      case "deadline":
      case "fault":
        this.beside(event);
        return;
    }
  }

  private connection(event: EventOf<"connect" | "accept" | "connected" | "end" | "reset">): void {
    const { at, link, node } = event;
    if (event.kind === "connect") {
      const to = event.to.kind === "node" ? event.to.node : this.listeners.get(key(event.to));
      this.connections.opened(at, link, node, to);
    } else if (event.kind === "accept") {
      this.connections.accepted(at, link, node);
    } else if (event.kind === "connected") {
      if (event.outcome !== "connected") this.connections.closed(at, link, node, event.outcome);
    } else {
      this.connections.closed(at, link, node, event.kind === "end" ? "says no more" : "resets");
    }
  }

  private datagram(event: EventOf<"datagram-sent" | "datagram">): void {
    const { at, node, bytes } = event;
    if (event.kind === "datagram-sent") {
      const to = this.listeners.get(key(event.to));
      const text = textLine(Buffer.from(bytes).toString("utf8"));
      const made = { at, kind: "datagram", from: node, to, bytes, ...text } as const;
      this.datagrams.push(this.drafts.add(made));
      return;
    }
    const found = this.datagrams.findIndex(({ to, head, bytes: length }) => {
      return to === node && length === bytes.length && Buffer.from(head ?? []).compare(bytes) === 0;
    });
    for (const draft of found === -1 ? [] : this.datagrams.splice(found, 1)) {
      this.drafts.taken(draft, at);
    }
  }

  /** A lease table, where it is another one than before. */
  private probe({ at, node, event }: EventOf<"probe">): void {
    const worker = workerOf(node);
    const table = worker === undefined ? undefined : tableOf(at, worker, event);
    if (table === undefined) return;
    const { effective, leases } = table;
    const held = leases.map(({ clientId, level, expiresAt }) => {
      return `${JSON.stringify(clientId)} ${levelName(level)} until ${expiresAt} us`;
    });
    const content = held.join("\n");
    const count = leases.length === 1 ? "1 lease" : `${leases.length} leases`;
    const summary = `holds ${count}, effective ${levelName(effective)}`;
    if (this.tables.get(node) === summary + content) return;
    this.tables.set(node, summary + content);
    this.drafts.add({ at, kind: "state", from: node, summary, content });
  }

  private beside(
    event: EventOf<
      "start" | "exit" | "append" | "store" | "load" | "loaded" | "deadline" | "fault"
    >,
  ): void {
    const made = besideOf(event);
    const last = this.drafts.last();
    // A timer that only fires again and again is one step.
    const isAgain = made.kind === "timer" && last?.kind === "timer" && last.from === made.from;
    if (!isAgain || last.at !== made.at) this.drafts.add(made);
  }
}

function besideOf(
  event: EventOf<"start" | "exit" | "append" | "store" | "load" | "loaded" | "deadline" | "fault">,
): NewDraft {
  const { at, node } = event;
  switch (event.kind) {
    case "start":
      return {
        at,
        kind: "life",
        from: node,
        summary: event.process === 1 ? "starts" : "starts again",
      };
    case "exit": {
      const { cause } = event;
      const summary = cause.kind === "killed" ? "is killed" : `exits with ${cause.code}`;
      return { at, kind: "life", from: node, summary };
    }
    case "append":
      return { at, kind: "line", from: node, ...textLine(`${event.sink}: ${event.line}`) };
    case "store":
      return { at, kind: "file", from: node, summary: `writes ${event.name}`, bytes: event.bytes };
    case "load":
      return { at, kind: "file", from: node, summary: `reads ${event.name}` };
    case "loaded":
      return event.found
        ? { at, kind: "file", from: node, summary: `has read ${event.name}`, bytes: event.bytes }
        : { at, kind: "file", from: node, summary: `finds no ${event.name}` };
    case "deadline":
      return { at, kind: "timer", from: node, summary: "is woken by its timer" };
    case "fault":
      return {
        at,
        kind: "fault",
        from: node === "" ? "network" : node,
        summary: `${event.fault} ${event.detail}`.trim(),
      };
  }
}

function textLine(text: string): Pick<NewDraft, "summary" | "content"> {
  const summary = cut(text, lineCharacters);
  return summary === text
    ? { summary }
    : { summary, content: cut(text, reportBounds.contentCharacters) };
}

function key(address: object): string {
  return JSON.stringify(address);
}
