// One connection while it lasts: cuts both directions into frames and keeps what is not settled. As
// long as nothing was refused, what was answered is forgotten but for the last read and one read
// with several frames in it: that is enough to show that an answer could have been missing.
import type { ClientBytes } from "../../observe/observation.ts";
import { type Closing, type Dialogue, isRefused, type Item, type Terminal } from "./dialogue.ts";
import { FrameCutter } from "./frame-cutter.ts";
import { readRequest, readTerminal, subscribeVerb } from "./message-reader.ts";

/** Beyond this nothing is concluded from a connection. */
const itemsMax = 64;

interface Said {
  readonly items: Item[];
  readonly terminals: Terminal[];
}

export class Conversation {
  halfClosed: Closing | undefined;
  /** A subscriber may be cut off, whatever it is owed. */
  subscribes = false;
  private readonly requests: FrameCutter;
  private readonly replies = new FrameCutter(Number.POSITIVE_INFINITY);
  private said: Said = { items: [], terminals: [] };
  private crowd: Said | undefined;
  private hasRefused = false;

  constructor(frameBytesMax: number) {
    this.requests = new FrameCutter(frameBytesMax);
  }

  get isTooLong(): boolean {
    return this.said.items.length > itemsMax;
  }

  add(bytes: ClientBytes, index: number): void {
    if (bytes.by === "client") this.take(bytes, index);
    else this.write(bytes, index);
  }

  /** What there is to judge: all that is kept, and the read with several frames by itself. */
  dialogues(end: Pick<Dialogue, "closed" | "untakenSince" | "until">): readonly Dialogue[] {
    const { halfClosed } = this;
    const whole: Dialogue = { ...this.said, ...end, halfClosed };
    if (this.crowd === undefined) return [whole];
    return [whole, { ...this.crowd, ...end, halfClosed, untakenSince: undefined }];
  }

  private take({ bytes, at }: ClientBytes, index: number): void {
    this.settle();
    for (const cut of this.requests.cut(bytes)) {
      const reading = cut.kind === "frame" ? readRequest(cut.payload) : { kind: cut.kind, verb: 0 };
      const item: Item = { ...reading, at, index };
      if (this.said.items.length <= itemsMax) this.said.items.push(item);
      this.hasRefused ||= isRefused(item) || item.kind === "unclear";
      this.subscribes ||= item.verb === subscribeVerb;
    }
  }

  private write({ bytes, at }: ClientBytes, index: number): void {
    for (const cut of this.replies.cut(bytes)) {
      const reading = cut.kind === "frame" ? readTerminal(cut.payload) : undefined;
      if (cut.kind !== "frame" || reading === undefined) continue;
      if (this.said.terminals.length <= itemsMax) {
        this.said.terminals.push({ ...reading, at, index, whole: cut.whole });
      }
    }
  }

  private settle(): void {
    const { items, terminals } = this.said;
    const last = items.at(-1);
    if (last === undefined || this.hasRefused || items.length !== terminals.length) return;
    const first = items.findIndex(({ index }) => index === last.index);
    const read: Said = { items: items.slice(first), terminals: terminals.slice(first) };
    if (read.items.length > 1) this.crowd = read;
    this.said = read;
  }
}
