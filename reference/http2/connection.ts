// One HTTP/2 connection, whichever side we are: what its halves do together at the ends of turns and at
// deadlines. What its streams carry is its owner's business.

import { connectionPreface, ErrorCode } from "../../wire/index.ts";
import type { Http2Probe, Micros } from "../host.ts";
import { honestBytes, lingerMicros, settingsAckMicros } from "./bounds.ts";
import { type CoreParts, Http2Core } from "./core.ts";
import { ConnectionGauges, type Gauges } from "./gauges.ts";
import { Inbound } from "./inbound.ts";
import { connectionWindowOf } from "./options.ts";
import { Outbound } from "./outbound.ts";
import type { Http2Stream } from "./stream.ts";

type Shown = Pick<Http2Probe, "streams" | "windowBytes" | "windowUpdates">;

export class Http2Connection {
  readonly core: Http2Core;
  readonly inbound: Inbound;
  readonly outbound: Outbound;
  readonly #gauges: ConnectionGauges;
  /** Since when the socket has not taken what an honest peer would have. */
  #slowSince: Micros | undefined;
  #slowBytes = 0;
  #shown: Shown = { streams: 0, windowBytes: 0, windowUpdates: 0 };

  constructor(now: Micros, parts: CoreParts, gauges: Gauges) {
    this.core = new Http2Core(now, parts);
    this.inbound = new Inbound(this.core);
    this.outbound = new Outbound(this.core);
    this.#gauges = new ConnectionGauges(parts.host, gauges);
  }

  /** RFC 9113 §3.4, §6.5: the preface of our side. */
  start(now: Micros): void {
    const { core } = this;
    const { role, options } = core.parts;
    if (role === "client") core.output.frames.append(connectionPreface());
    core.own.send(now, core.output.frames, options);
    core.parts.counters.count("h2.frames.tx.settings");
    const more = connectionWindowOf(options) - core.receive.bytes;
    if (more === 0) return;
    core.receive.shift(more);
    core.writeWindowUpdate(0, more);
  }

  onData(now: Micros, bytes: Uint8Array): number {
    // Whoever we said goodbye to is listened to no more, but must not be cut while it reads it.
    return this.core.phase === "open" ? this.inbound.read(now, bytes) : bytes.length;
  }

  /** Its FIN. */
  peerEnded(): void {
    this.core.hasPeerEnded = true;
    if (this.core.phase === "ended") this.lose();
    // Whoever waits for credit waits in vain.
    for (const stream of this.core.streams.all()) this.core.ready.push(stream);
  }

  /** Content has left the stream's buffer: credit, and room for what was left with the host. */
  credit(stream: Http2Stream): void {
    const released = stream.takeReleased();
    if (released > 0) this.core.creditStream(stream, released);
  }

  flush(now: Micros): void {
    const { core } = this;
    if (core.phase === "gone") return;
    let isWritten = false;
    do {
      this.outbound.drive(now);
      isWritten = core.output.flush(now, core.parts.host, core.parts.conn);
    } while (isWritten && core.phase === "open" && !core.ready.isEmpty(core.mayWriteContent));
    core.tellEnds(now, core.output.takenBytes);
    this.#watch(now, isWritten);
    if (core.phase === "closing" && isWritten) this.#end(now);
    if (this.inbound.takesAgain()) core.parts.host.resume(core.parts.conn);
    if (core.phase === "open") this.#gauges.show(core);
    else this.#gauges.release();
    this.#show();
  }

  nextDeadline(): Micros | undefined {
    const { core } = this;
    if (core.phase !== "open") return core.cutAt;
    const { stallMicros } = core.parts.options;
    const slow = this.#slowSince === undefined ? Infinity : this.#slowSince + stallMicros + 1;
    const next = Math.min(
      core.own.ackDueAt ?? Infinity,
      core.stalls.nextDeadline() ?? Infinity,
      core.silences.nextDeadline() ?? Infinity,
      slow,
    );
    return next === Infinity ? undefined : next;
  }

  onDeadline(now: Micros): void {
    const { core } = this;
    if (core.cutAt !== undefined && now >= core.cutAt) this.cut();
    this.#chaseAck(now);
    this.#chaseStreams(now);
    if (this.#slowSince === undefined || now - this.#slowSince <= core.parts.options.stallMicros)
      return;
    if (core.phase !== "open") return;
    this.cut();
    core.owner.wasLost(now, "stalled");
  }

  /** Ends at once, with whatever of the last words the socket takes. */
  endNow(now: Micros): void {
    const { core } = this;
    if (core.phase === "gone") return;
    core.close(now, ErrorCode.noError);
    core.output.flush(now, core.parts.host, core.parts.conn);
    if (core.phase === "closing") core.parts.host.end(core.parts.conn);
    this.lose();
  }

  /** RST, or that there was one. */
  cut(): void {
    if (this.core.phase === "gone") return;
    this.core.parts.host.reset(this.core.parts.conn);
    this.lose();
  }

  /** There is no socket any more. */
  lose(): void {
    this.core.lose();
    this.#slowSince = undefined;
    this.#gauges.release();
    this.#show();
  }

  /** GAUGE-H2: what its gauges have to come to, for checkers. */
  #show(): void {
    const { parts, streams, send, output, phase } = this.core;
    if (!parts.host.probing) return;
    const isOpen = phase === "open";
    const shown: Shown = {
      streams: isOpen ? streams.size : 0,
      windowBytes: isOpen ? Math.max(0, send.bytes) : 0,
      windowUpdates: isOpen ? output.windowUpdates : 0,
    };
    if (isSame(shown, this.#shown)) return;
    this.#shown = shown;
    parts.host.probe({ kind: "http2", conn: parts.conn, ...shown });
  }

  #end(now: Micros): void {
    const { core } = this;
    core.parts.host.end(core.parts.conn);
    core.phase = "ended";
    core.cutAt = now + lingerMicros;
    if (core.hasPeerEnded) this.lose();
  }

  /** RFC 9113 §6.5.3. A peer that we do not read cannot tell us. */
  #chaseAck(now: Micros): void {
    const { own } = this.core;
    if (own.ackDueAt === undefined || now < own.ackDueAt) return;
    if (this.inbound.isStopped) own.ackDueAt = now + settingsAckMicros;
    else this.core.fail(now, ErrorCode.settingsTimeout);
  }

  #chaseStreams(now: Micros): void {
    const { core } = this;
    for (let stream = core.stalls.due(now); stream !== undefined; stream = core.stalls.due(now)) {
      core.owner.stalled(now, stream);
    }
    for (
      let stream = core.silences.due(now);
      stream !== undefined;
      stream = core.silences.due(now)
    ) {
      // While its content waits for us it owes nothing.
      if (stream.incoming.buffer.size > 0) core.silences.start(now, stream.silence);
      else core.owner.fellSilent(now, stream);
    }
  }

  /** FLOW-STALL of the socket itself: the same rate. */
  #watch(now: Micros, isWritten: boolean): void {
    const { output } = this.core;
    if (isWritten) {
      this.#slowSince = undefined;
    } else if (
      this.#slowSince === undefined ||
      output.takenBytes - this.#slowBytes >= honestBytes
    ) {
      this.#slowSince = now;
      this.#slowBytes = output.takenBytes;
    }
  }
}

function isSame(one: Shown, other: Shown): boolean {
  return (
    one.streams === other.streams &&
    one.windowBytes === other.windowBytes &&
    one.windowUpdates === other.windowUpdates
  );
}
