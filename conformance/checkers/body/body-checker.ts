// The bodies of exchanges, judged when the run is over: only then is every account closed. What a client
// gave up itself proves nothing about the proxy.
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import type { Observation } from "../../observe/observation.ts";
import { type Account, Accounts, isBodiless, isTunnel } from "../accounts.ts";
import type { Checker, Model } from "../checker.ts";
import type { Breaches } from "../traffic/breaches.ts";
import type { Traffic } from "../traffic/traffic.ts";
import type { Falsification, Verdicts } from "../verdicts.ts";
import { tellsLength } from "./declared.ts";
import { answerLength, isLying, requestLength } from "./lengths.ts";
import { type Pair, pairsOf } from "./pairs.ts";
import { Uploads } from "./uploads.ts";

interface Verdict {
  readonly rule: string;
  readonly holds: boolean;
  readonly expected: string;
  readonly actual: string;
  readonly falsification: Falsification;
}

interface Models {
  readonly traffic: Traffic;
  readonly breaches: Breaches;
}

export class BodyChecker implements Checker {
  readonly kinds = ["exchange-ended", "http2-frame", "run-ended"] as const;
  readonly consults: readonly Model[];
  private readonly verdicts: Verdicts;
  private readonly traffic: Traffic;
  private readonly breaches: Breaches;
  private readonly accounts = new Accounts();
  private readonly uploads = new Uploads();

  constructor(verdicts: Verdicts, { traffic, breaches }: Models) {
    this.verdicts = verdicts;
    this.traffic = traffic;
    this.breaches = breaches;
    this.consults = [traffic, breaches];
  }

  observe(observation: Observation, index: number): void {
    if (observation.kind === "http2-frame") this.uploads.observe(observation);
    else if (observation.kind === "exchange-ended") this.accounts.add(observation, index);
    else for (const pair of pairsOf(this.accounts)) this.judge(pair);
  }

  private judge(pair: Pair): void {
    const { client, origin, answered, asked } = pair;
    const { seen } = client;
    const found: (Verdict | undefined)[] = [attribution(seen), own(seen)];
    if (!this.isBeyondTelling(seen)) found.push(requestLength(seen, this.uploads));
    if (answered !== undefined) found.push(answerLength(seen, answered));
    if (origin !== undefined && !isLying(pair)) {
      found.push(truncated(seen, origin), none(seen, origin));
      if (!this.isCutShort(seen)) found.push(conservedAnswer(seen, origin));
      found.push(conservedRequest(seen, origin));
    }
    for (const verdict of found) if (verdict !== undefined) this.tell(verdict, client);
    for (const account of asked) {
      const verdict = ownBytes(seen, account.seen);
      if (verdict !== undefined) this.tell(verdict, account);
    }
  }

  /** Who stopped reading is told, and does not hear it; a worker that was told to stop takes nothing. */
  private isBeyondTelling({ actor, conn, end, answer, at }: ExchangeEnded): boolean {
    const front = this.traffic.socketOf(actor, conn);
    if (front?.isUnread === true || end === "unprocessed") return true;
    // What ends the whole connection takes its streams along.
    if (front !== undefined && this.isBroken(front.link, at)) return true;
    const { stops, workerEnds } = this.traffic;
    const isLeaving = front === undefined || workerEnds.has(front.worker);
    const wasCut = end === "reset" || end === "closed";
    const isStopped = isLeaving || stops.since(front.worker) !== undefined;
    return wasCut && answer === undefined && isStopped;
  }

  /**
   * Its client takes no more of an answer of HTTP/1, or its worker has crashed or was told to stop at once: what
   * that one had not forwarded by then it need not, and such an answer has no other end.
   */
  private isCutShort({ actor, conn, protocol, end, at }: ExchangeEnded): boolean {
    const front = this.traffic.socketOf(actor, conn);
    if (front === undefined || end !== "malformed") return false;
    if (front.isUnread) return true;
    if (protocol !== "h1") return false;
    const { stops, workerEnds } = this.traffic;
    const { worker, proxyEnd } = front;
    if (proxyEnd === undefined) return (workerEnds.get(worker) ?? Infinity) <= at;
    return proxyEnd.at === stops.hardOf(worker)?.at;
  }

  private isBroken(link: number, at: number): boolean {
    return this.breaches.endsAt(link) <= at;
  }

  private tell(verdict: Verdict, { seen, index }: Account): void {
    const { rule, holds, expected, actual, falsification } = verdict;
    if (holds) {
      if (this.verdicts.counted(rule)) this.verdicts.sample(rule, index, falsification);
      return;
    }
    const message = `the exchange ${seen.label} of ${seen.actor}`;
    this.verdicts.violated({ rule, index, at: seen.at, message, expected, actual });
  }
}

/** An answer of the proxy's own names nobody. */
function attribution({ label, answerTo }: ExchangeEnded): Verdict | undefined {
  if (answerTo === undefined) return undefined;
  return {
    rule: "BODY-ATTRIBUTION",
    holds: answerTo === label,
    expected: `the answer to ${label}`,
    actual: `the answer to ${answerTo}`,
    falsification: { field: "answerTo", value: `${label}-of-another` },
  };
}

/** No back end gets more of a request than was sent: the rest would be another's. */
function ownBytes(seen: ExchangeEnded, origin: ExchangeEnded): Verdict | undefined {
  const { requestBytes } = origin;
  if (requestBytes === 0 || seen.isRaw || seen.version === undefined) return undefined;
  if (isTunnel(seen) || isTunnel(origin)) return undefined;
  // Who gives up closes the account, and may have more on its way.
  if (seen.end === "abandoned" && requestBytes > seen.requestBytes) return undefined;
  return {
    rule: "BODY-ATTRIBUTION",
    holds: requestBytes <= seen.requestBytes,
    expected: `at most the ${seen.requestBytes} bytes of ${seen.label}`,
    actual: `${requestBytes} bytes`,
    falsification: { field: "requestBytes", value: seen.requestBytes + 1 },
  };
}

function truncated(seen: ExchangeEnded, origin: ExchangeEnded): Verdict | undefined {
  if (origin.isAnswerWhole || origin.isRaw || isBodiless(seen)) return undefined;
  return {
    rule: "BODY-TRUNCATED",
    holds: seen.end !== "complete",
    expected: "an answer that is seen to be cut short",
    actual: `${seen.answerBytes} bytes that look like all of it`,
    falsification: { field: "end", value: "complete" },
  };
}

/** BODY-NONE, of what the proxy answers by itself. */
function own(seen: ExchangeEnded): Verdict | undefined {
  const { answer, answerTo, answerBytes } = seen;
  if (answerTo !== undefined || answer === undefined || !isBodiless(seen)) return undefined;
  return {
    rule: "BODY-NONE",
    holds: answerBytes === 0,
    expected: "an answer of its own without content",
    actual: `${answerBytes} bytes of it`,
    falsification: { field: "answerBytes", value: 1 },
  };
}

function none(seen: ExchangeEnded, origin: ExchangeEnded): Verdict | undefined {
  if (!origin.isAnswerWhole || !isBodiless(seen) || seen.end === "abandoned") return undefined;
  return {
    rule: "BODY-NONE",
    holds: seen.end === "complete" && seen.answerBytes === 0,
    expected: "complete with the head",
    actual: `${seen.end} after ${seen.answerBytes} bytes of a body`,
    falsification: { field: "answerBytes", value: 1 },
  };
}

function conservedAnswer(seen: ExchangeEnded, origin: ExchangeEnded): Verdict | undefined {
  const isProper =
    origin.isAnswerWhole && !origin.isRaw && tellsLength(origin, "answer") !== "lying";
  if (seen.end === "malformed" && isProper) return disfigured;
  if (seen.end !== "complete" || !origin.isAnswerWhole || isBodiless(seen)) return undefined;
  // RFC 9112 §6.3: of a length that is not that of the content nobody knows what the answer was to be.
  if (isTunnel(seen) || tellsLength(origin, "answer") === "lying") return undefined;
  return conserved(seen.answerDigest, origin.answerDigest, "answerDigest", seen.answerBytes);
}

const disfigured: Verdict = {
  rule: "BODY-CONSERVED",
  holds: false,
  expected: "what the back end said in full",
  actual: "no message",
  falsification: { field: "end", value: "malformed" },
};

function conservedRequest(seen: ExchangeEnded, origin: ExchangeEnded): Verdict | undefined {
  if (!seen.isRequestWhole || !origin.isRequestWhole || isTunnel(seen)) return undefined;
  // Of what a client said in bytes of its own it keeps no account.
  if (seen.version === undefined) return undefined;
  return conserved(seen.requestDigest, origin.requestDigest, "requestDigest", origin.requestBytes);
}

function conserved(
  client: string,
  origin: string,
  field: "answerDigest" | "requestDigest",
  bytes: number,
): Verdict {
  const holds = client === origin;
  return {
    rule: "BODY-CONSERVED",
    holds,
    expected: "the same bytes on both sides",
    actual: holds
      ? "the same"
      : `${bytes} bytes with the digest ${client} at the client, ${origin} at the origin`,
    falsification: { field, value: "another" },
  };
}
