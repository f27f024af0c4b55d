// What was said on one connection as far as FRAME is concerned: what the client's bytes came to, and
// the terminal replies of the master, both in the order in which they were seen. Replies carry no id:
// which reply belongs to what is a question of order, answered in `alignment.ts`.
import type { RequestKind } from "./message-reader.ts";

/** What the client's bytes came to: a frame, or a prefix that is none. */
export interface Item {
  readonly kind: RequestKind | "undersize" | "oversize";
  readonly verb: number;
  readonly at: number;
  /** The observation that brought its last byte. */
  readonly index: number;
}

export interface Terminal {
  readonly status: number;
  readonly content: number | undefined;
  readonly at: number;
  readonly index: number;
  /** Where its frame lies in that observation's bytes; none where it lies in several. */
  readonly whole: readonly [from: number, to: number] | undefined;
}

/** How a connection came to its end, as far as it did. */
export interface Closing {
  readonly by: "client" | "master";
  readonly at: number;
  readonly index: number;
}

export interface Dialogue {
  readonly items: readonly Item[];
  readonly terminals: readonly Terminal[];
  /** The client's FIN, that a half-close is. */
  readonly halfClosed: Closing | undefined;
  readonly closed: Closing | undefined;
  /** Since when the master leaves bytes of the client where they are, for no reason that shows. */
  readonly untakenSince: number | undefined;
  /** Up to when it was watched. */
  readonly until: number;
}

/** What must neither be obeyed nor answered, and lets the connection close. */
export function isRefused({ kind }: Item): boolean {
  return kind === "undersize" || kind === "oversize" || kind === "undecodable";
}
