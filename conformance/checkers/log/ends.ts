// How an exchange ended, as its record tells it. LOG-ERROR: a delivered answer is no error, one that was cut
// short is; what its client did itself is left open. LOG-MESSAGE: a timeout is told apart from whatever a
// back end said. LOG-TIMES: its times are within the exchange.
import { switchingProtocols } from "../../model/http-codes.ts";
import { isOwnAnswer, type Situation, wasAnswered } from "./situation.ts";
import { textOf, type Verdict } from "./verdict.ts";

export function endLaws(situation: Situation): readonly (Verdict | undefined)[] {
  return [
    error(situation),
    message(situation),
    order(situation),
    response(situation),
    start(situation),
  ];
}

/** Of an answer that its client gave up or could not read nobody knows whether all of it had left. */
const untold: ReadonlySet<string> = new Set(["abandoned", "malformed"]);

function error({ record, client, mayBeLost }: Situation): Verdict | undefined {
  const { answer, end, isAnswerWhole } = client;
  if (answer === undefined || answer === switchingProtocols || record.isError === undefined)
    return undefined;
  const isDelivered = end === "complete";
  // An answer that was whole before its request was broken off is neither.
  if (!isDelivered && isAnswerWhole) return undefined;
  // Neither is one that was lost on its way, after its worker was done with it.
  if (!isDelivered && (mayBeLost || untold.has(end))) return undefined;
  return {
    rule: "LOG-ERROR",
    holds: record.isError !== isDelivered,
    message: isDelivered
      ? "a delivered answer is logged as an error"
      : "an answer that was cut short is not logged as an error",
    expected: isDelivered ? "no error" : "an error",
    actual: record.isError ? "an error" : "no error",
    wrong: { isError: isDelivered },
  };
}

const late: ReadonlySet<number> = new Set([408, 504]);

function message(situation: Situation): Verdict | undefined {
  const { record, client, format } = situation;
  if (client.answer === undefined || !client.isAnswerWhole) return undefined;
  const isTimeout = isOwnAnswer(situation) && late.has(client.answer);
  // A request that never comes to its end has its answer all the same.
  if (client.end !== "complete" && !isTimeout) return undefined;
  const isLogged = record.message !== undefined && format.timeouts.has(record.message);
  const [timeout] = format.timeouts;
  return {
    rule: "LOG-MESSAGE",
    holds: isTimeout === isLogged,
    message: isTimeout
      ? "a timeout is not told apart from an answer of a back end"
      : "what was no timeout is logged as one",
    expected: isTimeout ? "which timeout it was" : "no timeout",
    actual: textOf(record.message),
    wrong: { message: isTimeout ? undefined : timeout },
  };
}

function order({ record }: Situation): Verdict | undefined {
  const { serviceMicros: service, requestMicros: request } = record;
  if (service === undefined || request === undefined) return undefined;
  return {
    rule: "LOG-TIMES",
    holds: 0 <= service && service <= request,
    message: "the service time is no part of the request time",
    expected: `0 to ${request}`,
    actual: textOf(service),
    wrong: { serviceMicros: request + 1 },
  };
}

function response(situation: Situation): Verdict | undefined {
  const { responseMicros: shown } = situation.record;
  const answered = wasAnswered(situation);
  if (answered === undefined) return undefined;
  if (answered) {
    if (situation.answering === undefined) return undefined;
    return {
      rule: "LOG-TIMES",
      holds: shown !== undefined && shown >= 0,
      message: "no response time though a back end answered",
      expected: "some time",
      actual: textOf(shown),
      wrong: { responseMicros: -1 },
    };
  }
  return {
    rule: "LOG-TIMES",
    holds: shown === undefined,
    message: "a response time though no back end answered",
    expected: "absent",
    actual: textOf(shown),
    wrong: { responseMicros: 1 },
  };
}

/** It began when this request did, and took no longer than until its record. */
function start({ record, logged, client, format }: Situation): Verdict | undefined {
  const { startedAt } = logged;
  const { requestMicros: took = 0, startWallMicros } = record;
  if (startedAt === undefined || startWallMicros === undefined) return undefined;
  const from = client.startedAt - format.roundingMicros;
  const to = logged.at + format.roundingMicros;
  return {
    rule: "LOG-TIMES",
    holds: startedAt >= from && startedAt + took <= to,
    message: "the times of a record are another request's",
    expected: `${from} to ${to}`,
    actual: `${startedAt} to ${startedAt + took}`,
    wrong: { requestMicros: to - startedAt + 1 },
  };
}
