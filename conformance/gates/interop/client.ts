// What a check asks of a client of either version, and what it gets back. An exchange that comes to no
// proper end is an answer too: a check may be about just that.

import type { Readable } from "node:stream";

export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readable | string;
  /** The body waits for 100 (Continue), and says so. */
  readonly waits?: true;
  readonly trailers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Takes the body of the answer piece by piece; it is kept otherwise. */
  readonly take?: (piece: Buffer) => void;
}

export interface Answer {
  /** `cut`: it broke off, or never began. */
  readonly end: "complete" | "cut";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly trailers: Readonly<Record<string, string>>;
  readonly interims: readonly number[];
  readonly text: string;
}

export interface Client {
  readonly protocol: "h1" | "h2";
  readonly ask: (ask: Ask) => Promise<Answer>;
  readonly close: () => void;
}

/** Where a client connects, and whether by TLS. */
export interface Front {
  readonly port: number;
  /** Of the authority that signed the certificate of the listener. */
  readonly ca: Buffer | undefined;
}

/** An answer as it comes in. */
export class Incoming {
  status = 0;
  headers: Readonly<Record<string, string>> = {};
  trailers: Readonly<Record<string, string>> = {};
  readonly interims: number[] = [];
  readonly #pieces: Buffer[] = [];
  readonly #take: (piece: Buffer) => void;

  constructor({ take }: Ask) {
    this.#take = take ?? ((piece) => this.#pieces.push(piece));
  }

  took(piece: Buffer): void {
    this.#take(piece);
  }

  answer(end: Answer["end"]): Answer {
    const { status, headers, trailers, interims } = this;
    const text = Buffer.concat(this.#pieces).toString("latin1");
    return { end, status, headers, trailers, interims, text };
  }
}

/** As Node gives them, without its pseudo fields. */
export function fieldsOf(
  given: Readonly<Record<string, string | string[] | number | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => !name.startsWith(":"))
      .map(([name, value]) => [name, String(value)]),
  );
}
