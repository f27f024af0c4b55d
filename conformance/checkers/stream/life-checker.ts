// STREAM-SPLIT, STREAM-EOS and STREAM-DATA-COUNT: what a slot says of its two directions against what the
// client and the back end did, judged when the run is over, for only then is every account closed.
import { errorCodes, switchingProtocols } from "../../model/http-codes.ts";
import { tellsLength } from "../body/declared.ts";
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";
import { report } from "./finding.ts";
import { type Life, Lives, type Move } from "./lives.ts";

/** One direction of a life: what the slot says of it, and what whoever sent it knows. */
interface Side {
  readonly name: "request" | "response";
  /** When the message was whole; never, when absent. */
  readonly endedAt: number | undefined;
  readonly bytes: number;
  readonly paddingBytes: number;
  /** What was said of its length was not true, so where it ends is for others to say. */
  readonly lies: boolean;
  /** When whoever sent it gave up its account; what was written by then may leave later all the same. */
  readonly knownUntil: number;
}

const streamSplit = "STREAM-SPLIT";
const { protocolError } = errorCodes;

export class LifeChecker implements Checker {
  readonly kinds = ["slot", "exchange-ended", "run-ended"] as const;
  private readonly verdicts: Verdicts;
  private readonly lives = new Lives();

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number): void {
    if (observation.kind === "slot") this.lives.move(observation, index);
    else if (observation.kind === "exchange-ended") this.lives.exchange(observation);
    else for (const life of this.lives.known()) this.judge(life);
  }

  private judge(life: Life): void {
    const { client, origin, moves, wasLinked } = life;
    this.resetEnds(life);
    // H1-UPGRADE: what follows is bytes, in no message.
    if (client.answer === switchingProtocols || origin?.answer === switchingProtocols) return;
    const request = requestSide(client);
    this.ends(moves, request);
    this.bytes(moves, request);
    this.padding(life);
    if (!wasLinked || origin?.isRaw === false) {
      const answering = moves.filter(({ seen }) => seen.from === "Linked" || !wasLinked);
      const response = responseSide(origin);
      if (wasLinked) this.ends(answering, response);
      this.bytes(answering, response);
    }
    this.windows(life);
  }

  /** STREAM-UNLINKED-ENDS: a reset that its client has seen is the end of it. */
  private resetEnds({ client, moves }: Life): void {
    const [first] = moves;
    if (client.end !== "stream-reset" || first === undefined) return;
    if (moves.some(({ seen }) => seen.to === "Recycle" && seen.at <= client.at)) return;
    const { index, seen } = first;
    const finding = { expected: "its end with the reset of its stream", actual: "it stays" };
    const place = { index, at: seen.at };
    report(this.verdicts, "STREAM-UNLINKED-ENDS", place, {
      ...finding,
      holds: false,
      falsification: undefined,
    });
  }

  /** STREAM-EOS: not before the message has ended, and not taken back. */
  private ends(moves: readonly Move[], side: Side): void {
    const field = side.name === "request" ? "isRequestEnded" : "isResponseEnded";
    let wasEnded = false;
    for (const { seen, index } of moves) {
      const isEnded = seen[field];
      const due = wasEnded ? "ended" : dueBefore(side, seen.at);
      if (due === "either") {
        wasEnded ||= isEnded;
        continue;
      }
      const holds = isEnded === (due === "ended");
      const finding = {
        holds,
        expected: holds
          ? due
          : `the end of the ${side.name} ${wasEnded ? "stays" : "with its last byte"}`,
        actual: isEnded ? "ended" : "not ended",
        falsification: { field, value: !isEnded } as const,
      };
      report(this.verdicts, "STREAM-EOS", { index, at: seen.at }, finding);
      wasEnded ||= isEnded;
    }
  }

  /** STREAM-SPLIT, and STREAM-DATA-COUNT where there is something that must not count. */
  private bytes(moves: readonly Move[], side: Side): void {
    const { name, bytes, paddingBytes } = side;
    const field = name === "request" ? "requestBytes" : "responseBytes";
    const rule = paddingBytes > 0 ? "STREAM-DATA-COUNT" : streamSplit;
    for (const { seen, index } of moves) {
      if (seen.at >= side.knownUntil) break;
      const isWhole = name === "request" ? seen.isRequestEnded : seen.isResponseEnded;
      const isAll = isWhole && isKnownAt(side, seen.at);
      const counted = seen[field];
      if (isAll ? counted === bytes : counted <= bytes) {
        if (!this.verdicts.counted(rule)) continue;
        this.verdicts.sample(rule, index, { field, value: bytes + 1 });
        continue;
      }
      const expected = `${isAll ? "" : "at most "}${bytes} bytes of the ${name}`;
      const wrong = { expected, actual: `${counted}`, falsification: undefined };
      report(this.verdicts, rule, { index, at: seen.at }, { holds: false, ...wrong });
    }
  }

  /** STREAM-DATA-COUNT from outside: padding makes no honest length a lie. */
  private padding({ client, moves }: Life): void {
    const { requestPaddingBytes, requestEndedAt, end, code, answerTo } = client;
    const [first] = moves;
    if (requestPaddingBytes === 0 || requestEndedAt === undefined || first === undefined) return;
    if (tellsLength(client, "request") !== "honest" || answerTo !== undefined) return;
    if (end !== "stream-reset" || code !== protocolError) return;
    const { index, seen } = first;
    report(
      this.verdicts,
      "STREAM-DATA-COUNT",
      { index, at: seen.at },
      {
        holds: false,
        expected: "a request with its own length",
        actual: "a reset for a wrong length",
        falsification: undefined,
      },
    );
  }

  /** STREAM-SPLIT: each direction has the window of whoever it goes to, and that of a request may change. */
  private windows({ client, origin, moves }: Life): void {
    const lastLink = moves.findLastIndex(({ seen }) => seen.backLink !== undefined);
    for (const [order, move] of moves.entries()) {
      this.window(move, "responseFlow", client);
      if (order >= lastLink) this.window(move, "requestFlow", origin);
    }
  }

  private window(
    { seen, index }: Move,
    field: "requestFlow" | "responseFlow",
    reader: ExchangeEnded | undefined,
  ): void {
    if (reader?.windowBytes === undefined) return;
    const { actor, windowBytes: given } = reader;
    const flow = seen[field];
    if (flow.windowBytes <= given) {
      if (!this.verdicts.counted(streamSplit)) return;
      this.verdicts.sample(streamSplit, index, {
        field,
        value: { ...flow, windowBytes: given + 1 },
      });
      return;
    }
    report(
      this.verdicts,
      streamSplit,
      { index, at: seen.at },
      {
        holds: false,
        expected: `at most the ${given} that ${actor} gave`,
        actual: `a window of ${flow.windowBytes}`,
        falsification: undefined,
      },
    );
  }
}

/** Whether all of it was there by then, and is as long as was said. */
function isKnownAt({ lies, endedAt = Infinity }: Side, at: number): boolean {
  return !lies && endedAt <= at;
}

/** An end that was sent may still be on its way. */
function dueBefore(side: Side, at: number): "ended" | "not" | "either" {
  const { endedAt = Infinity, lies, knownUntil } = side;
  return lies || Math.min(endedAt, knownUntil) <= at ? "either" : "not";
}

function requestSide(client: ExchangeEnded): Side {
  const { requestEndedAt: endedAt, requestBytes: bytes, requestPaddingBytes } = client;
  const lies = tellsLength(client, "request") === "lying";
  const knownUntil = knownUntilOf(client, endedAt);
  return { name: "request", endedAt, bytes, paddingBytes: requestPaddingBytes, lies, knownUntil };
}

/** Of a message that was whole by then everything is known. */
function knownUntilOf({ end, at }: ExchangeEnded, endedAt: number | undefined): number {
  return end === "abandoned" && endedAt === undefined ? at : Infinity;
}

/** Where no back end was ever asked, there is no answer of one. */
function responseSide(origin: ExchangeEnded | undefined): Side {
  const name = "response";
  if (origin === undefined) {
    const knownUntil = Infinity;
    return { name, endedAt: undefined, bytes: 0, paddingBytes: 0, lies: false, knownUntil };
  }
  const { answerEndedAt: endedAt, answerBytes: bytes, answerPaddingBytes: paddingBytes } = origin;
  const lies = tellsLength(origin, "answer") === "lying";
  return { name, endedAt, bytes, paddingBytes, lies, knownUntil: knownUntilOf(origin, endedAt) };
}
