// What is besieged: a parser of `wire/`, the valid exchanges that it understands, and how to see what it
// made of a stream. The parsers are used as they are; nothing of them is known here but their answers.
import type { Draws } from "../gates/hostile/draws.ts";

export const subjectNames = ["http1", "http2", "hpack", "frame"] as const;

export type SubjectName = (typeof subjectNames)[number];

/** What came of one stream. */
export interface Reading {
  /** The same bytes give the same lines, wherever they are cut. */
  readonly lines: readonly string[];
  /** The most of its bound that a parser kept between two pieces: 1 is all of it. */
  readonly fullness: number;
  /** What that was in bytes. */
  readonly heldBytes: number;
  /** Whether it got past the preface or the head, to where most of the parser is. */
  readonly isPast: boolean;
  readonly isRefused: boolean;
}

export interface Subject<Found extends Reading = Reading> {
  readonly name: SubjectName;
  /** What `isPast` means. */
  readonly past: string;
  /** The compiled modules whose branches are counted. */
  readonly modules: RegExp;
  /** Parts that a bend leaves alone at the beginning: what never gets past them tests nothing. */
  readonly keptParts: number;
  /** A valid stream in the parts that it is made of. */
  exchange(draws: Draws): Uint8Array[];
  /** One of its lengths made to lie. */
  lie(parts: Uint8Array[], draws: Draws): void;
  /** Pieces are lent: they are overwritten as soon as the parser has nothing more to say. */
  read(pieces: readonly Uint8Array[]): Found;
  /** What was accepted, written and read again: what differs, if anything does. */
  again(found: Found): string | undefined;
}
