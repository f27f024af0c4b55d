// What the observer knows of one connection, whoever is at its ends.
import type { Observation } from "./observation.ts";

export interface Channel {
  /** The end that opened the connection, or else the other, wrote: facts go into the writer's turn. */
  wrote(opener: boolean, bytes: Uint8Array, at: number, done: Observation[]): void;
  /** That end took what the other wrote: facts go into the reader's turn. */
  took(opener: boolean, bytes: Uint8Array, at: number, taken: Observation[]): void;
}
