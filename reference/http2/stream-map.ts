// The streams of one connection by their identifiers: those under way, and in what state every other one
// is (RFC 9113 §5.1, §5.1.1). It knows whose identifiers are whose, and nothing of frames.

import { STREAM_ID_MAX } from "../../wire/index.ts";
import { ClosedStreams } from "./closed-streams.ts";
import type { Http2Stream } from "./stream.ts";
import {
  isLive,
  type ReceivedInput,
  type SentInput,
  stepOf,
  type StreamState,
} from "./stream-state.ts";

/** Which side we are: it decides who may begin a stream. */
export type Role = "server" | "client";

export class StreamMap {
  readonly #role: Role;
  readonly #live = new Map<number, Http2Stream>();
  readonly closed: ClosedStreams = new ClosedStreams();
  #lastPeerId = 0;
  #nextOwnId = 1;

  constructor(role: Role) {
    this.#role = role;
  }

  /** Exchanges under way: what a limit of concurrent streams is about. */
  get size(): number {
    return this.#live.size;
  }

  /** In the order in which they began. */
  all(): IterableIterator<Http2Stream> {
    return this.#live.values();
  }

  get(id: number): Http2Stream | undefined {
    return this.#live.get(id);
  }

  stateOf(id: number): StreamState {
    const live = this.#live.get(id);
    if (live !== undefined) return live.state;
    // §5.1.1: a client's are odd; a server begins none, for it may not push.
    if (id % 2 === 0) return "unopened";
    if (this.#role === "client") return id < this.#nextOwnId ? this.closed.stateOf(id) : "unopened";
    return id > this.#lastPeerId ? "idle" : this.closed.stateOf(id);
  }

  /** Server: the peer began this one, so every lower one that is idle is closed (§5.1.1). */
  passTo(id: number): void {
    this.#lastPeerId = id;
  }

  /** Client: the next identifier; undefined: there is none left. */
  takeId(): number | undefined {
    if (this.#nextOwnId > STREAM_ID_MAX) return undefined;
    const id = this.#nextOwnId;
    this.#nextOwnId += 2;
    return id;
  }

  add(stream: Http2Stream): void {
    this.#live.set(stream.id, stream);
  }

  /** Without a word to the peer. */
  drop(stream: Http2Stream): void {
    stream.state = "reset-local";
    this.#live.delete(stream.id);
    this.closed.add(stream.id, "reset-local");
  }

  /** The connection is over. */
  clear(): void {
    this.#live.clear();
  }

  /** Moves it as the table says; whether it is under way afterwards. */
  move(stream: Http2Stream, input: ReceivedInput | SentInput): boolean {
    const { next } = stepOf(stream.state, input);
    stream.state = next;
    if (isLive(next)) return true;
    this.#live.delete(stream.id);
    this.closed.add(stream.id, next);
    return false;
  }
}
