// BIND-NO-ECHO as a client sees it: a terminal FAILURE to a lease verb does not carry the client_id.
import type { Observation } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Exchange } from "../exchanges.ts";
import type { Verdicts } from "../verdicts.ts";
import { judgeEcho } from "./message-judge.ts";

export class EchoChecker implements Checker {
  readonly kinds = ["reply"] as const;
  private readonly verdicts: Verdicts;

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number, exchange: Exchange | undefined): void {
    if (exchange === undefined || observation.kind !== "reply") return;
    if (observation.status !== "failure") return;
    const { message, at } = observation;
    judgeEcho({ lease: exchange.lease, message, at, index, who: "the refusal" }, this.verdicts);
  }
}
