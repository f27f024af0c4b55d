// Which terminal reply belongs to which request of one connection, as far as a client can tell: replies
// bear no id and come in the order of the requests. Where there are fewer of them than requests, one is
// missing, and of those that were open together nobody can say which: it is counted once, and nothing
// is concluded from the replies around it.
import type { ConnectionJournal, JournalEntry } from "../../sim/index.ts";
import { decodeRequest, FrameDecoder } from "../../wire/index.ts";
import { statusOf } from "../observe/facts.ts";

type ReceivedEntry = JournalEntry & { readonly kind: "received" };

/** `missing`: no reply, and the first that there is none for. `doubtful`: what there is may be another's. */
type Standing = "answered" | "missing" | "doubtful";

export interface Pair {
  readonly step: string | undefined;
  readonly sentAt: number;
  readonly ordinal: number;
  readonly reply: ReceivedEntry | undefined;
  readonly standing: Standing;
}

interface Open {
  readonly step: string | undefined;
  readonly sentAt: number;
  readonly subscribes: boolean;
  reply: ReceivedEntry | undefined;
}

export function pairsOf({ entries }: ConnectionJournal): readonly Pair[] {
  const asked: Open[] = [];
  let next = 0;
  /** From here on requests were open together. */
  let since = 0;
  for (const entry of entries) {
    const oldest = asked[next];
    if (entry.kind === "sent") {
      if (next === asked.length) since = next;
      asked.push(...openedBy(entry));
    } else if (entry.kind === "received" && oldest !== undefined) {
      if (isTerminal(entry)) {
        oldest.reply = entry;
        next += 1;
      } else if (oldest.subscribes && isEvent(entry)) {
        // A subscription may be answered with events alone.
        next += 1;
      }
    }
  }
  const isWhole = next === asked.length || entries.some(({ kind }) => kind === "closed");
  const isOver = entries.some(({ kind }) => kind === "ended" || kind === "was-reset");
  return asked.map(({ step, sentAt, reply }, ordinal) => {
    let standing: Standing = "answered";
    if (!isWhole && ordinal === next) standing = "missing";
    // A connection that ended has lost its last replies, and the others are in their order.
    else if (!isWhole && (ordinal > next || (ordinal >= since && !isOver))) standing = "doubtful";
    return { step, sentAt, ordinal, reply, standing };
  });
}

/** From when on requests of one connection were open together. */
export function crowdedFrom(connection: ConnectionJournal): number {
  const open: number[] = [];
  for (const entry of connection.entries) {
    if (entry.kind === "sent") {
      open.push(...Array.from({ length: entry.requests }, () => entry.at));
    } else if (entry.kind === "received" && isTerminal(entry)) {
      open.shift();
    }
    if (open.length > 1) return open[0] ?? entry.at;
  }
  return Infinity;
}

function openedBy({ step, at, bytes, requests }: JournalEntry & { readonly kind: "sent" }): Open[] {
  const subscribes = requests === 1 && isSubscription(bytes);
  return Array.from({ length: requests }, () => {
    return { step, sentAt: at, subscribes, reply: undefined };
  });
}

function isSubscription(bytes: Uint8Array): boolean {
  const frames = new FrameDecoder(Math.max(bytes.length, 8));
  frames.push(bytes);
  const frame = frames.next();
  const decoded = frame?.kind === "frame" ? decodeRequest(frame.payload) : undefined;
  return decoded?.ok === true && decoded.message.requestType.case === "subscribeEvents";
}

function isEvent({ message }: ReceivedEntry): boolean {
  return message.content?.contentType.case === "event";
}

export function isTerminal(entry: ReceivedEntry): boolean {
  return statusOf(entry.message.status) !== "processing" && !isEvent(entry);
}
