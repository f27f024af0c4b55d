// The life of a slot from the head of a request to its end, with the accounts that the request's client
// and the back end that answered it keep. They are joined by what both sides know of a connection: in
// HTTP/2 the stream, in HTTP/1 the how-many-eth exchange it is.
import type { ExchangeEnded, SlotMoved } from "../../observe/data-plane.ts";

export interface Move {
  readonly seen: SlotMoved;
  readonly index: number;
}

export interface Life {
  readonly moves: readonly Move[];
  readonly client: ExchangeEnded;
  /** That answered, on a connection that the slot was linked to; the last one of several. */
  readonly origin: ExchangeEnded | undefined;
  readonly wasLinked: boolean;
}

interface Begun {
  readonly link: number;
  readonly stream: number;
  readonly ordinal: number;
  readonly moves: Move[];
}

export class Lives {
  /** Those that go on, by worker, session and slot. */
  private readonly open = new Map<string, Begun>();
  private readonly all: Begun[] = [];
  private readonly begunOn = new Map<number, number>();
  private readonly clients = new Map<string, ExchangeEnded>();
  private readonly origins = new Map<string, ExchangeEnded>();
  /** Connections of which nobody keeps account. */
  private readonly rawLinks = new Set<number>();

  move(seen: SlotMoved, index: number): void {
    const key = `${seen.worker}/${seen.session}/${seen.slot}`;
    const isOpen = seen.to !== "Idle" && seen.to !== "Recycle" && seen.to !== "none";
    const life = this.open.get(key) ?? (isOpen ? this.begin(key, seen) : undefined);
    // What is used again shows nothing more of what it was.
    if (seen.to === "Idle" || seen.to === "none") this.open.delete(key);
    else life?.moves.push({ seen, index });
    if (seen.to === "Recycle") this.open.delete(key);
  }

  exchange(seen: ExchangeEnded): void {
    const { role, link, stream, ordinal, label, isRaw } = seen;
    if (link === undefined) return;
    if (role === "origin") {
      this.origins.set(`${link}/${label}`, seen);
      return;
    }
    if (isRaw && seen.protocol === "h1") this.rawLinks.add(link);
    if (!isRaw) this.clients.set(placeOf(link, stream, ordinal), seen);
  }

  /** Those of which both ends are known. */
  *known(): Generator<Life> {
    for (const { link, stream, ordinal, moves } of this.all) {
      if (this.rawLinks.has(link)) continue;
      const client = this.clients.get(placeOf(link, stream, ordinal));
      if (client === undefined) continue;
      const backLinks = moves.flatMap(({ seen }) => seen.backLink ?? []);
      const last = backLinks.at(-1);
      const origin = last === undefined ? undefined : this.origins.get(`${last}/${client.label}`);
      yield { moves, client, origin, wasLinked: last !== undefined };
    }
  }

  private begin(key: string, { link, stream }: SlotMoved): Begun | undefined {
    if (link === undefined) return undefined;
    const ordinal = (this.begunOn.get(link) ?? 0) + 1;
    this.begunOn.set(link, ordinal);
    const life = { link, stream, ordinal, moves: [] };
    this.open.set(key, life);
    this.all.push(life);
    return life;
  }
}

function placeOf(link: number, stream: number, ordinal: number): string {
  return stream > 0 ? `${link}/stream ${stream}` : `${link}/${ordinal}`;
}
