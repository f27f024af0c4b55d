// Frames as they come in, each judged by the state of its stream. It reads no more than its peer listens
// to, and stops at what has no room; a block is always decoded, whatever becomes of its stream.

import {
  type BlockEvent,
  ErrorCode,
  FRAME_HEAD_BYTES,
  type FrameEvent,
  type FrameFault,
  FrameReader,
  type GoawayPiece,
  type PingFrame,
  type ResetFrame,
  type SettingsFrame,
  type WindowUpdateFrame,
  writePing,
  writeSettingsAck,
} from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import { codeCounter, receivedCounter } from "./counters.ts";
import type { Http2Core } from "./core.ts";
import { DataInbound } from "./data-inbound.ts";
import { blockErrorOf, type BlockOutcome } from "./header-codec.ts";
import { stepOf } from "./stream-state.ts";
import type { Http2Stream } from "./stream.ts";

export class Inbound {
  readonly #core: Http2Core;
  readonly #reader: FrameReader;
  readonly #data: DataInbound;
  /** The host was left with bytes that it has to offer again. */
  #isStopped = false;
  /** The block that is coming in. */
  #blockStream = 0;
  #blockEnds = false;
  #blockDependsOnItself = false;
  /** When its head came, and whether it goes on. */
  blockSince: Micros = 0;
  isBlockOpen = false;
  /** A block was complete, whatever became of it: one that is refused for its size is a head as well. */
  hasBlockCome = false;

  constructor(core: Http2Core) {
    this.#core = core;
    this.#data = new DataInbound(core);
    this.#reader = new FrameReader({ writer: core.parts.role === "server" ? "client" : "server" });
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Whether what was left with the host can be taken now; asked after something was written or read. */
  takesAgain(): boolean {
    if (!this.#isStopped || this.#core.isUnheard) return false;
    if (this.#data.isHolding && !this.#data.canGoOn) return false;
    this.#isStopped = false;
    return true;
  }

  /** Returns how many bytes it took. */
  read(now: Micros, bytes: Uint8Array): number {
    const resumed = this.#data.isHolding ? this.#data.resume(now, bytes) : 0;
    if (this.#data.isHolding) {
      this.#isStopped = true;
      return resumed;
    }
    return resumed + this.#readFrames(now, resumed === 0 ? bytes : bytes.subarray(resumed));
  }

  #readFrames(now: Micros, bytes: Uint8Array): number {
    const reader = this.#reader;
    reader.push(bytes);
    for (let event = reader.next(); event !== undefined; event = reader.next()) {
      const goesOn = this.#take(now, event);
      // Whoever was told why gets no more answers.
      if (this.#core.phase !== "open") return bytes.length;
      if (!goesOn || this.#core.isUnheard) return this.#stop(bytes.length, event);
    }
    return bytes.length;
  }

  /** How many of the bytes pushed were taken. */
  #stop(pushed: number, event: FrameEvent): number {
    this.#isStopped = true;
    const held = this.#data.heldBytes;
    const heldAt = event.kind === "data" ? event.end - held : 0;
    const readUpTo = pushed - this.#reader.giveBack();
    if (held === 0) return readUpTo;
    this.#data.hold(readUpTo - heldAt);
    return heldAt;
  }

  /** False: the end of the event has to wait. */
  #take(now: Micros, event: FrameEvent): boolean {
    if (beginsFrame(event)) this.#core.parts.counters.count(receivedCounter(event.kind));
    switch (event.kind) {
      case "data":
        return this.#data.take(now, event);
      case "headers":
      case "continuation":
      case "push-promise":
        this.#block(now, event);
        return true;
      case "settings":
        this.#settings(now, event);
        return true;
      case "window-update":
        this.#windowUpdate(now, event);
        return true;
      case "ping":
        this.#ping(now, event);
        return true;
      case "rst-stream":
        this.#reset(now, event);
        return true;
      case "goaway":
        this.#goaway(now, event);
        return true;
      case "fault":
        this.#fault(now, event);
        return true;
      case "priority":
      case "unknown":
        // RFC 9113 §5.3.2, §5.5
        return true;
    }
  }

  #block(now: Micros, piece: BlockEvent): void {
    const core = this.#core;
    if (piece.isFirst && piece.kind !== "continuation") {
      if (piece.kind === "push-promise") {
        // §8.4: we said that we want none.
        core.fail(now, ErrorCode.protocolError);
        return;
      }
      this.#blockStream = piece.streamId;
      this.#blockEnds = piece.endStream;
      this.#blockDependsOnItself = piece.hasPriority && piece.dependsOn === piece.streamId;
      this.blockSince = now;
      this.isBlockOpen = true;
    }
    const stream = core.streams.get(this.#blockStream);
    if (stream !== undefined) this.#heard(now, stream);
    const outcome = core.codec.read(piece);
    const error = blockErrorOf(outcome);
    if (error !== undefined) {
      this.#countRefusal(outcome);
      core.fail(now, error);
    } else if (outcome !== "more") {
      this.isBlockOpen = false;
      this.#completeBlock(now, stream, outcome === "too-large");
    }
  }

  #countRefusal(outcome: BlockOutcome): void {
    const { counters, role } = this.#core.parts;
    if (outcome === "too-many-continuations") {
      counters.count("h2.flood.violation.continuation_per_block");
    } else if (outcome === "block-above-limit") {
      counters.count("h2.flood.violation.header_size_per_block");
    } else {
      counters.count(
        role === "server" ? "http.frontend_parse_errors" : "http.backend_parse_errors",
      );
    }
  }

  #completeBlock(now: Micros, stream: Http2Stream | undefined, isTooLarge: boolean): void {
    const core = this.#core;
    const id = this.#blockStream;
    this.hasBlockCome = true;
    const state = core.streams.stateOf(id);
    const step = stepOf(state, this.#blockEnds ? "headers-end" : "headers");
    if (step.verdict === "connection-error") {
      core.fail(now, step.code);
    } else if (step.verdict === "late") {
      this.#late(now, id);
    } else if (step.verdict === "stream-error") {
      this.#misuse(now, id, step.code);
    } else {
      if (state === "idle") core.streams.passTo(id);
      const error = this.#blockFault(isTooLarge);
      if (error !== undefined) this.#misuse(now, id, error);
      else if (stream === undefined) core.owner.begun(now, id, this.#blockEnds);
      else this.#blockOn(now, stream);
    }
  }

  #blockFault(isTooLarge: boolean): number | undefined {
    // H2-FLOOD-HEADERS
    if (isTooLarge) {
      this.#core.parts.counters.count("h2.headers.rejected.budget_overrun");
      return ErrorCode.enhanceYourCalm;
    }
    // RFC 7540 §5.3.1
    return this.#blockDependsOnItself ? ErrorCode.protocolError : undefined;
  }

  /** Whoever sends a part of a block is not silent. */
  #heard(now: Micros, { silence }: Http2Stream): void {
    if (silence.isWaiting) this.#core.silences.start(now, silence);
  }

  #blockOn(now: Micros, stream: Http2Stream): void {
    this.#core.countIn(stream, FRAME_HEAD_BYTES + this.#core.codec.blockBytes);
    this.#core.owner.blockCame(now, stream, this.#blockEnds);
  }

  /** Frames of a closed stream that may come for a while; after that they are a nuisance. */
  #late(now: Micros, id: number): void {
    if (!this.#core.streams.closed.excuses(id)) this.#core.note(now, "glitch");
  }

  #misuse(now: Micros, id: number, code: number): void {
    const stream = this.#core.streams.get(id);
    if (stream === undefined) this.#core.misuseOf(now, id, code);
    else this.#core.misuse(now, stream, code);
  }

  #reset(now: Micros, { streamId, code }: ResetFrame): void {
    const core = this.#core;
    const step = stepOf(core.streams.stateOf(streamId), "rst-stream");
    if (step.verdict === "connection-error") {
      core.fail(now, step.code);
      return;
    }
    core.parts.counters.count(codeCounter("rst_stream.received", code));
    const stream = core.streams.get(streamId);
    if (stream === undefined) {
      this.#late(now, streamId);
    } else {
      const isForNothing = core.parts.role === "server" && !stream.isHeadWritten;
      core.streams.move(stream, "rst-stream");
      core.release(stream);
      core.owner.wasReset(now, stream, code);
      if (isForNothing) {
        core.parts.counters.count("h2.rst_stream.received.pre_response_start");
        core.note(now, "reset-before-answer");
      }
    }
    // H2-FLOOD-RESET: a back end has its reasons, a client is counted.
    if (core.parts.role === "server") core.note(now, "reset");
  }

  #windowUpdate(now: Micros, { streamId, increment }: WindowUpdateFrame): void {
    const core = this.#core;
    if (streamId === 0) {
      if (!core.send.grant(increment)) core.fail(now, ErrorCode.flowControlError);
      // H2-FLOOD-WINDOW: one for each DATA frame that was sent is what an honest peer may need.
      else if (core.unansweredData > 0) core.unansweredData -= 1;
      else core.note(now, "window-update");
      return;
    }
    const step = stepOf(core.streams.stateOf(streamId), "window-update");
    const stream = core.streams.get(streamId);
    if (step.verdict === "connection-error") core.fail(now, step.code);
    else if (step.verdict === "late") this.#late(now, streamId);
    else if (step.verdict === "take" && stream !== undefined) this.#grant(now, stream, increment);
  }

  #grant(now: Micros, stream: Http2Stream, increment: number): void {
    if (!stream.send.grant(increment)) {
      // RFC 9113 §6.9.1
      this.#core.misuse(now, stream, ErrorCode.flowControlError);
      return;
    }
    stream.showCredit();
    this.#core.ready.push(stream);
  }

  #settings(now: Micros, frame: SettingsFrame): void {
    const core = this.#core;
    if (frame.isAck) {
      const shift = core.own.acknowledge();
      if (shift === undefined) core.note(now, "glitch");
      else for (const stream of core.streams.all()) stream.receive.shift(shift);
      return;
    }
    if (!core.note(now, "settings")) return;
    const before = core.peer.streamWindowBytes;
    core.peer.apply(frame);
    writeSettingsAck(core.output.frames);
    core.parts.counters.count("h2.frames.tx.settings");
    if (this.#shiftWindows(now, core.peer.streamWindowBytes - before)) core.owner.settingsCame(now);
  }

  /** FLOW-SETTINGS: all streams of this connection, and no other (RFC 9113 §6.9.2). */
  #shiftWindows(now: Micros, bytes: number): boolean {
    if (bytes === 0) return true;
    for (const stream of this.#core.streams.all()) {
      if (!stream.send.grant(bytes)) {
        this.#core.fail(now, ErrorCode.flowControlError);
        return false;
      }
      stream.showCredit();
      if (bytes > 0) this.#core.ready.push(stream);
    }
    return true;
  }

  #ping(now: Micros, frame: PingFrame): void {
    if (frame.isAck) return;
    // H2-FLOOD-PING
    if (!this.#core.note(now, "ping")) return;
    writePing(this.#core.output.frames, frame, true);
    this.#core.parts.counters.count("h2.frames.tx.ping_ack");
  }

  #goaway(now: Micros, piece: GoawayPiece): void {
    if (!piece.isFirst) return;
    this.#core.parts.counters.count(codeCounter("goaway.received", piece.code));
    this.#core.owner.goawayCame(now, piece.lastStreamId);
  }

  #fault(now: Micros, { scope, streamId, code, reason }: FrameFault): void {
    const core = this.#core;
    if (scope === "connection") {
      core.fail(now, code);
      return;
    }
    const stream = core.streams.get(streamId);
    if (stream !== undefined) {
      core.misuse(now, stream, code);
      return;
    }
    const input = reason === "increment-zero" ? "window-update" : "priority";
    const { verdict } = stepOf(core.streams.stateOf(streamId), input);
    // RFC 9113 §6.4: no RST_STREAM on a stream that is idle, so the error is the connection's.
    const state = core.streams.stateOf(streamId);
    if (verdict === "connection-error" || state === "idle" || state === "unopened") {
      core.fail(now, code);
    } else {
      this.#late(now, streamId);
    }
  }
}

/** Whether it is the first that is heard of its frame. By kind: events have each other's members. */
function beginsFrame(event: FrameEvent): boolean {
  switch (event.kind) {
    case "data":
    case "headers":
    case "continuation":
    case "push-promise":
    case "goaway":
    case "unknown":
      return event.isFirst;
    case "priority":
    case "rst-stream":
    case "settings":
    case "ping":
    case "window-update":
    case "fault":
      return true;
  }
}
