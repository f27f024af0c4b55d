// The listeners of a worker as the configuration has them: opened when they are activated, closed when
// they are not. Connections that came through one live on without it.

import type { AcceptFacts, Address, Host, ListenerId, ListenOutcome } from "../host.ts";
import type { Log } from "../log.ts";
import type { Timeouts } from "../mux/timeouts.ts";
import type { ConfigurationState } from "../state/configuration-state.ts";
import type { Listener } from "../state/model.ts";
import { microsPerSecond } from "../bounds.ts";
import { tlsProfileText } from "../tls-profile.ts";
import { timeoutSeconds } from "./bounds.ts";

export interface OpenListener {
  readonly id: ListenerId;
  /** As text, by which its frontends are found. */
  readonly address: string;
  readonly scheme: "http" | "https";
  readonly timeouts: Timeouts;
  /** What it shows its clients; absent without TLS. */
  readonly tls: string | undefined;
}

type HttpListener = Extract<Listener, { readonly kind: "http" | "https" }>;

export class Listening {
  readonly #host: Host;
  readonly #log: Log;
  readonly #open = new Map<string, OpenListener>();
  readonly #byId = new Map<ListenerId, OpenListener>();
  /** The first one is the channel's. */
  #next: ListenerId = 1;

  constructor(host: Host, log: Log) {
    this.#host = host;
    this.#log = log;
  }

  /** Makes what is open what the configuration says. */
  follow(state: ConfigurationState): void {
    for (const listener of this.#open.values()) {
      if (state.listener(listener.address)?.active !== true) this.#close(listener);
    }
    for (const listener of state.listeners()) {
      if (listener.kind === "tcp" || !listener.active) continue;
      this.#keep(listener, tlsOf(listener, state));
    }
  }

  /** With another certificate it is opened once more before it is closed: nobody finds it shut. */
  #keep(listener: HttpListener, tls: string | undefined): void {
    const before = this.#open.get(listener.address);
    if (before !== undefined && before.tls === tls) return;
    this.#listen(listener, tls);
    if (before === undefined) return;
    this.#byId.delete(before.id);
    this.#host.unlisten(before.id);
  }

  of(facts: AcceptFacts): OpenListener | undefined {
    return this.#byId.get(facts.listener);
  }

  told(id: ListenerId, outcome: ListenOutcome): void {
    const listener = this.#byId.get(id);
    if (listener === undefined || outcome === "listening") return;
    this.#log.write("WARN", `the listener at ${listener.address} could not be opened: ${outcome}`);
  }

  /** DRAIN-NO-NEW */
  closeAll(): void {
    for (const listener of [...this.#open.values()]) this.#close(listener);
  }

  #listen(listener: HttpListener, tls: string | undefined): void {
    const { address, kind } = listener;
    const open = { id: this.#next, address, scheme: kind, timeouts: timeoutsOf(listener), tls };
    this.#next += 1;
    this.#open.set(address, open);
    this.#byId.set(open.id, open);
    const options = tls === undefined ? {} : { tls };
    this.#host.listen(open.id, addressOf(address), { ...options, shared: true });
  }

  #close(listener: OpenListener): void {
    this.#open.delete(listener.address);
    this.#byId.delete(listener.id);
    this.#host.unlisten(listener.id);
  }
}

/** Of `127.0.0.1:80` and `[0:0:0:0:0:0:0:1]:80`. */
function addressOf(text: string): Address {
  const colon = text.lastIndexOf(":");
  const host = text.slice(0, colon).replace(/^\[(.*)\]$/u, "$1");
  return { kind: "inet", host, port: Number(text.slice(colon + 1)) };
}

function tlsOf(listener: HttpListener, state: ConfigurationState): string | undefined {
  if (listener.kind === "http") return undefined;
  const added = state.certificates(listener.address);
  return tlsProfileText(
    listener.message,
    added.flatMap(({ message }) => message.certificate ?? []),
  );
}

function timeoutsOf({ message }: HttpListener): Timeouts {
  const micros = (seconds: number, usual: number): number =>
    (seconds === 0 ? usual : seconds) * microsPerSecond;
  return {
    requestMicros: micros(message.requestTimeout, timeoutSeconds.request),
    frontMicros: micros(message.frontTimeout, timeoutSeconds.front),
    connectMicros: micros(message.connectTimeout, timeoutSeconds.connect),
    backMicros: micros(message.backTimeout, timeoutSeconds.back),
  };
}
