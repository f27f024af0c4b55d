// The master between workers and subscribers: every worker's event that reaches it goes to every
// subscriber, once, unchanged, in order and in that turn, and to nobody else. A subscriber that does
// not read may lose events or its connection; the others may not.
import type {
  BytesHeld,
  EventWritten,
  LevelEventTaken,
  ReplyWritten,
  RequestTaken,
} from "../../observe/observation.ts";
import type { CheckerContext } from "../family.ts";
import type { Verdicts } from "../verdicts.ts";
import { type Cause, Subscriber } from "./subscriber.ts";
import { changeText, isSame } from "./turn-judge.ts";
import { tickKind } from "./worker-turn.ts";

export type DeliveryContext = Pick<CheckerContext, "constants" | "world" | "verdicts">;

export class Delivery {
  private readonly eventMicrosMax: number;
  private readonly frameBytesMax: number;
  private readonly verdicts: Verdicts;
  private readonly subscribers = new Map<number, Subscriber>();
  private turn = 0;
  /** Events of this turn that came as they should. */
  private shown: Telling[] = [];

  constructor({ constants, world, verdicts }: DeliveryContext) {
    this.eventMicrosMax = constants.eventMicrosMax;
    this.frameBytesMax = world.frameBytesMax;
    this.verdicts = verdicts;
  }

  opened(session: number): void {
    this.subscribers.set(session, new Subscriber(session));
  }

  /** Nothing more is owed to it; what it was owed before is missing. */
  closed(session: number, at: number): void {
    const subscriber = this.subscribers.get(session);
    this.subscribers.delete(session);
    if (subscriber !== undefined) this.missing(subscriber, at);
  }

  /** In which order the master turned to its end and to the events of that turn nobody outside knows. */
  left(session: number, at: number): void {
    const subscriber = this.subscribers.get(session);
    if (subscriber === undefined) return;
    subscriber.owed = subscriber.owed.filter(({ cause }) => cause.turn < this.turn);
    this.shown = this.shown.filter(
      (one) => one.subscriber !== subscriber || one.cause.turn < this.turn,
    );
    this.closed(session, at);
  }

  /** What it says goodbye to it may be told, and need not. */
  halfClosed(session: number): void {
    const subscriber = this.subscribers.get(session);
    if (subscriber !== undefined) subscriber.isLeaving = true;
  }

  masterEnded(): void {
    this.subscribers.clear();
  }

  ended(at: number): void {
    for (const session of [...this.subscribers.keys()]) this.closed(session, at);
  }

  turnEnded(): void {
    for (const telling of this.shown) this.evaluate(telling);
    if (this.shown.length > 0) this.shown = [];
    this.turn += 1;
  }

  asked({ session, ordinal, verb }: RequestTaken): void {
    const subscriber = this.subscribers.get(session);
    if (verb !== "subscribeEvents" || subscriber === undefined) return;
    subscriber.asking = ordinal;
    if (subscriber.subscription === "none") subscriber.subscription = "asked";
  }

  replied({ session, ordinal, status }: ReplyWritten): void {
    const subscriber = this.subscribers.get(session);
    if (subscriber?.asking === undefined || subscriber.asking !== ordinal) return;
    if (status === "processing") return;
    subscriber.asking = undefined;
    if (subscriber.subscription === "subscribed") return;
    subscriber.subscription = status === "ok" ? "subscribed" : "none";
    subscriber.sinceTurn = this.turn;
  }

  heard({ worker, change, at }: LevelEventTaken, index: number): void {
    const cause: Cause = { worker, change, at, turn: this.turn, index, slow: this.slow() };
    for (const subscriber of this.subscribers.values()) {
      if (subscriber.subscription !== "none") subscriber.owe(cause);
    }
    const other = this.stranger();
    if (other === undefined) return;
    const value = other.session;
    this.verdicts.evaluated("EVENT-UNSUBSCRIBED", index, () => ({ field: "told", value }));
  }

  told(event: EventWritten, index: number): void {
    const subscriber = this.subscribers.get(event.session);
    if (subscriber === undefined) return;
    if (subscriber.subscription === "none") {
      this.report("EVENT-UNSUBSCRIBED", event, index, ["no event", `one of ${event.source}`]);
      return;
    }
    if (subscriber.subscription === "asked") {
      // Where no OK comes, the first event is the word that it is a subscriber.
      subscriber.subscription = "subscribed";
      subscriber.sinceTurn = this.turn;
    }
    this.judge(subscriber, event, index);
    subscriber.isBehind = event.isBehind;
  }

  held({ session, bytes, at }: BytesHeld, index: number): void {
    if (this.subscribers.get(session)?.subscription !== "subscribed") return;
    const { frameBytesMax } = this;
    const rule = "EVENT-SLOW-SUBSCRIBER";
    if (bytes > frameBytesMax) {
      this.report(rule, { at }, index, [`at most ${frameBytesMax} bytes`, `${bytes} bytes`]);
      return;
    }
    const value = frameBytesMax + 1;
    this.verdicts.evaluated(rule, index, () => ({ field: "bytes", value }));
  }

  private judge(subscriber: Subscriber, event: EventWritten, index: number): void {
    const { change, source } = event;
    const worker = Number(source);
    if (change === undefined || !Number.isInteger(worker)) return;
    const exact = subscriber.settle(worker, this.turn, (cause) => {
      return isSame(cause.change, change);
    });
    if (exact === undefined) {
      this.reportStrange(subscriber, event, index);
      return;
    }
    const { cause, wasOvertaken } = exact;
    if (wasOvertaken) {
      const actual = `${changeText(change)} behind a later one`;
      this.report("EVENT-CHAIN", event, index, ["events in their order", actual]);
    } else if (!this.isPrompt(cause, event)) {
      if (event.isBehind || subscriber.isBehind) return;
      const rule = blameUnder("EVENT-PROMPT", subscriber, cause);
      this.report(rule, event, index, [`written at ${cause.at}`, `at ${event.at}`]);
    } else {
      this.shown.push({ subscriber, cause, event, index });
    }
  }

  private isPrompt(cause: Cause, { at }: EventWritten): boolean {
    if (at - cause.at > this.eventMicrosMax) return false;
    return this.eventMicrosMax > 0 || cause.turn === this.turn;
  }

  /** What no worker said, or not in these words. */
  private reportStrange(subscriber: Subscriber, event: EventWritten, index: number): void {
    const meant = subscriber.settle(Number(event.source), this.turn, () => true);
    const actual = event.change === undefined ? "" : changeText(event.change);
    if (meant === undefined) {
      this.report("EVENT-ON-CHANGE", event, index, ["each event once", actual]);
    } else {
      this.report("EVENT-CONTENT", event, index, [changeText(meant.cause.change), actual]);
    }
  }

  private evaluate({ subscriber, cause, event, index }: Telling): void {
    const { verdicts } = this;
    const { lastTold } = subscriber;
    subscriber.lastTold = { cause, index };
    // In the turn of the subscription, and to one that does not read, an event may be missing.
    if (!this.isDue(subscriber, cause) || event.isBehind) return;
    const rule = blameUnder("EVENT-ON-CHANGE", subscriber, cause);
    verdicts.evaluated(rule, index, () => ({ field: "times", value: 0 }));
    if (rule !== "EVENT-ON-CHANGE") return;
    const late = event.at + this.eventMicrosMax + 1;
    verdicts.evaluated("EVENT-PROMPT", index, () => ({ field: "at", value: late }));
    const value = { ...cause.change, clientId: undefined };
    if (cause.change.transition !== tickKind) {
      verdicts.evaluated("EVENT-CONTENT", index, () => ({ field: "change", value }));
    }
    if (lastTold?.cause.worker !== cause.worker || lastTold.cause.turn !== cause.turn) return;
    if (isSame(lastTold.cause.change, cause.change)) return;
    const other = lastTold.index;
    verdicts.evaluated("EVENT-CHAIN", index, () => ({ field: "reordered", value: other }));
  }

  private missing(subscriber: Subscriber, at: number): void {
    const lost = subscriber.owed.find(({ cause }) => this.isDue(subscriber, cause));
    if (lost === undefined || subscriber.isBehind || subscriber.isLeaving) return;
    const { change, index } = lost.cause;
    const rule = blameUnder("EVENT-ON-CHANGE", subscriber, lost.cause);
    this.report(rule, { at }, index, [changeText(change), "no event"]);
  }

  private isDue({ subscription, sinceTurn }: Subscriber, { turn }: Cause): boolean {
    return subscription === "subscribed" && turn > sinceTurn;
  }

  private slow(): number | undefined {
    for (const subscriber of this.subscribers.values()) {
      if (subscriber.isBehind) return subscriber.session;
    }
    return undefined;
  }

  private stranger(): Subscriber | undefined {
    for (const subscriber of this.subscribers.values()) {
      if (subscriber.subscription === "none") return subscriber;
    }
    return undefined;
  }

  private report(
    rule: string,
    { at }: { readonly at: number },
    index: number,
    [expected, actual]: readonly [expected: string, actual: string],
  ): void {
    const message = "an event did not reach those who asked for it as it should";
    this.verdicts.violated({ rule, index, at, message, expected, actual });
  }
}

interface Telling {
  readonly subscriber: Subscriber;
  readonly cause: Cause;
  readonly event: EventWritten;
  readonly index: number;
}

/** EVENT-SLOW-SUBSCRIBER: while somebody does not read, nobody else loses or waits. */
function blameUnder(rule: string, { session }: Subscriber, { slow }: Cause): string {
  return slow === undefined || slow === session ? rule : "EVENT-SLOW-SUBSCRIBER";
}
