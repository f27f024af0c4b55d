// Judges what the master makes of the events of its workers for those who
// subscribed. Whether a level is right is not its business, only whether the events tell of it.
import type { Observation } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Exchange } from "../exchanges.ts";
import type { CheckerContext } from "../family.ts";
import { Delivery } from "./delivery.ts";
import { NoopJudge } from "./noop-judge.ts";

export class DeliveryChecker implements Checker {
  readonly kinds = [
    "session-opened",
    "session-half-closed",
    "session-closed",
    "request",
    "reply",
    "answer-taken",
    "event-taken",
    "event-written",
    "held",
    "master-turn",
    "master-ended",
    "run-ended",
  ] as const;
  private readonly delivery: Delivery;
  private readonly noops: NoopJudge;

  constructor(context: CheckerContext) {
    this.delivery = new Delivery(context);
    this.noops = new NoopJudge(context.verdicts);
  }

  observe(observation: Observation, index: number, ended: Exchange | undefined): void {
    if (ended !== undefined) this.noops.ended(ended);
    const { kind } = observation;
    if (kind === "master-turn") this.delivery.turnEnded();
    else if (kind === "request") {
      if (observation.lease !== undefined) this.noops.began();
      this.delivery.asked(observation);
    } else if (kind === "reply") this.delivery.replied(observation);
    else if (kind === "event-taken") this.delivery.heard(observation, index);
    else if (kind === "event-written") {
      this.noops.told(observation, index);
      this.delivery.told(observation, index);
    } else if (kind === "held") this.delivery.held(observation, index);
    else this.lives(observation);
  }

  private lives(observation: Observation): void {
    const { kind, at } = observation;
    if (kind === "session-opened") this.delivery.opened(observation.session);
    else if (kind === "session-half-closed") this.delivery.halfClosed(observation.session);
    else if (kind === "session-closed") {
      const { session, by } = observation;
      if (by === "client") this.delivery.left(session, at);
      else this.delivery.closed(session, at);
    } else if (kind === "master-ended") this.delivery.masterEnded();
    else if (kind === "run-ended") this.delivery.ended(at);
  }
}
