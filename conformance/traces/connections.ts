// The connections of a run while it is being recorded: who is at which end, what is underway, and where a
// stream of bytes becomes messages. What is no frame is shown as bytes; nothing is judged.
import { FrameDecoder, frameOf, type FrameResult } from "../../wire/index.ts";
import { observedFrameBytesMax } from "../observe/frame-stream.ts";
import { workerOf } from "../observe/worker-name.ts";
import type { Draft, Drafts, NewDraft } from "./draft.ts";
import type { Language } from "./message-text.ts";

interface Direction {
  readonly written: FrameDecoder;
  readonly read: FrameDecoder;
  /** Sent and not yet taken, oldest first. */
  readonly underway: Draft[];
  /** After a length that nothing can have there are only bytes. */
  isLost: boolean;
}

interface Connection {
  readonly opener: string;
  acceptor: string | undefined;
  readonly opening: Draft;
  readonly fromOpener: Direction;
  readonly fromAcceptor: Direction;
}

/** Bytes at one end of a connection. */
export interface Passage {
  readonly at: number;
  readonly link: number;
  /** Whether this end opened the connection. */
  readonly opener: boolean;
  readonly bytes: Uint8Array;
}

export class Connections {
  private readonly drafts: Drafts;
  private readonly byLink = new Map<number, Connection>();

  constructor(drafts: Drafts) {
    this.drafts = drafts;
  }

  opened(at: number, link: number, opener: string, acceptor: string | undefined): void {
    const opening = this.drafts.add({
      at,
      kind: "connect",
      from: opener,
      to: acceptor,
      connection: link,
      summary: "connects",
    });
    this.byLink.set(link, {
      opener,
      acceptor,
      opening,
      fromOpener: direction(),
      fromAcceptor: direction(),
    });
  }

  accepted(at: number, link: number, acceptor: string): void {
    const connection = this.byLink.get(link);
    if (connection === undefined) return;
    connection.acceptor = acceptor;
    this.drafts.taken(connection.opening, at);
  }

  written({ at, link, opener, bytes }: Passage): void {
    const connection = this.byLink.get(link);
    if (connection === undefined) return;
    const side = opener ? connection.fromOpener : connection.fromAcceptor;
    const [from, to] = ends(connection, opener);
    const language = languageOf(connection, opener);
    const said = { at, kind: "message", from, to, connection: link } as const;
    if (side.isLost) {
      side.underway.push(this.drafts.add({ ...said, bytes }));
      return;
    }
    side.written.push(bytes);
    for (let result = side.written.next(); result !== undefined; result = side.written.next()) {
      side.underway.push(this.drafts.add(this.framed(said, result, language)));
      if (result.kind !== "oversize") continue;
      side.isLost = true;
      return;
    }
  }

  private framed(said: NewDraft, result: FrameResult, language: Language | undefined): NewDraft {
    if (result.kind !== "frame") {
      return { ...said, summary: `no frame: a length of ${result.declared} bytes` };
    }
    const bytes = frameOf(result.payload);
    return language === undefined ? { ...said, bytes } : { ...said, bytes, language };
  }

  read({ at, link, opener, bytes }: Passage): void {
    const connection = this.byLink.get(link);
    if (connection === undefined) return;
    const side = opener ? connection.fromAcceptor : connection.fromOpener;
    side.read.push(bytes);
    let results = 0;
    let result = side.read.next();
    for (; result !== undefined && result.kind !== "oversize"; result = side.read.next()) results++;
    // Bytes that are no frames have no end of their own: whatever is underway has come.
    const taken = result === undefined ? results : side.underway.length;
    for (const draft of side.underway.splice(0, taken)) this.drafts.taken(draft, at);
  }

  /** One end says that it is over. */
  closed(at: number, link: number, node: string, how: string): void {
    const connection = this.byLink.get(link);
    if (connection === undefined) return;
    const isOpener = node === connection.opener;
    const [from, to] = ends(connection, isOpener);
    const { pendingBytes } = (isOpener ? connection.fromOpener : connection.fromAcceptor).written;
    const rest = pendingBytes === 0 ? "" : `, ${pendingBytes} bytes of a frame unsaid`;
    this.drafts.add({
      at,
      kind: "close",
      from,
      to,
      connection: link,
      summary: `${how}${rest}`,
    });
  }
}

function direction(): Direction {
  return {
    written: new FrameDecoder(observedFrameBytesMax),
    read: new FrameDecoder(observedFrameBytesMax),
    underway: [],
    isLost: false,
  };
}

function ends(connection: Connection, isOpener: boolean): readonly [string, string | undefined] {
  const { opener, acceptor } = connection;
  return isOpener ? [opener, acceptor] : [acceptor ?? opener, opener];
}

/** Master and workers speak a language of their own; everybody else is a client of the master. */
function languageOf({ acceptor }: Connection, fromOpener: boolean): Language | undefined {
  if (acceptor === undefined) return undefined;
  if (workerOf(acceptor) !== undefined) return fromOpener ? "worker-request" : "worker-response";
  return acceptor === "master" ? (fromOpener ? "request" : "response") : undefined;
}
