// BIND-NO-ECHO as a client sees it: a terminal FAILURE to a lease verb does not carry the client_id.
import type { Observation } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import { Exchanges } from "../exchanges.ts";
import type { Verdicts } from "../verdicts.ts";

/** Shorter ids turn up in any sentence by chance. */
const tellingIdLengthMin = 4;

export class EchoChecker implements Checker {
  private readonly verdicts: Verdicts;
  private readonly exchanges = new Exchanges();

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number): void {
    const exchange = this.exchanges.observe(observation);
    if (exchange === undefined || observation.kind !== "reply" || observation.status !== "failure") return;
    const { clientId } = exchange.lease;
    if (clientId.length < tellingIdLengthMin) return;
    const rule = "BIND-NO-ECHO";
    if (observation.message.includes(clientId)) {
      this.verdicts.violated({
        rule,
        index,
        at: observation.at,
        message: "a refusal echoes the client_id",
        expected: "a message without the client_id",
        actual: JSON.stringify(observation.message),
      });
      return;
    }
    const value = `${observation.message} ${clientId}`;
    this.verdicts.evaluated(rule, index, { field: "message", value });
  }
}
