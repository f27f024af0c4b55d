// What was said on each connection of HTTP/1, gathered until the run is over: the bytes of both
// directions as the actor at this end wrote and took them, and how the connection ended.
import type { HttpBytes, HttpOpened, HttpOver } from "../../observe/http-traffic.ts";
import type { Observation } from "../../observe/observation.ts";

/** Some bytes of one direction, and where they stand in it. */
export interface Piece {
  readonly from: number;
  readonly text: string;
  readonly at: number;
  /** Of its observation. */
  readonly index: number;
}

export interface Over {
  readonly how: HttpOver["how"];
  /** Of its observation. */
  readonly index: number;
}

export class Direction {
  readonly pieces: Piece[] = [];
  #bytes = 0;

  add({ text, at }: HttpBytes, index: number): void {
    this.pieces.push({ from: this.#bytes, text, at, index });
    this.#bytes += text.length;
  }

  get text(): string {
    return this.pieces.map(({ text }) => text).join("");
  }

  /** The piece with the byte at this place. */
  pieceAt(place: number): Piece | undefined {
    let from = 0;
    let to = this.pieces.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.pieces[middle]?.from ?? Infinity) <= place) from = middle + 1;
      else to = middle;
    }
    return this.pieces[from - 1];
  }
}

export class Line {
  readonly opened: HttpOpened;
  readonly wrote: Direction = new Direction();
  readonly took: Direction = new Direction();
  readonly overs: Over[] = [];
  /** Bytes that were written to it were never taken: a client that stopped reading. */
  isUnread = false;
  /** Its worker was told to end at once. */
  isLeftByWorker = false;
  /** From this place on its worker had read no request when it stopped, died or ended an idle connection. */
  unreadFrom: number;
  /** From this place on no head was whole before the worker said that the time for it is over. */
  lateFrom: number;

  constructor(opened: HttpOpened) {
    this.opened = opened;
    this.unreadFrom = Infinity;
    this.lateFrom = Infinity;
  }

  /** The proxy ended it, or nobody did and it stands. */
  get isLeftByPeer(): boolean {
    return this.has("was-ended") || this.has("was-reset");
  }

  get isOver(): boolean {
    return this.overs.length > 0;
  }

  has(how: Over["how"]): boolean {
    return this.overs.some((over) => over.how === how);
  }
}

export class Traffic {
  /** By actor and ordinal of the connection; those of HTTP/2 are not kept. */
  readonly #lines = new Map<string, Line>();

  get lines(): readonly Line[] {
    return [...this.#lines.values()];
  }

  observe(observation: Observation, index: number): void {
    switch (observation.kind) {
      case "http-opened":
        if (observation.protocol === "h2") return;
        this.#lines.set(keyOf(observation), new Line(observation));
        return;
      case "http-bytes":
        this.#lines.get(keyOf(observation))?.[observation.way].add(observation, index);
        return;
      case "http-over":
        this.#lines.get(keyOf(observation))?.overs.push({ how: observation.how, index });
        return;
      default:
        return;
    }
  }
}

function keyOf({ actor, link }: { readonly actor: string; readonly link: number }): string {
  return `${actor}/${link}`;
}
