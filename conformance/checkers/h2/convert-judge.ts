// H2-CONVERT: the two accounts of one exchange, a client's and the origin's whose answer it got, held
// against each other: what was said and what arrived. Only where one of the two sides speaks HTTP/2;
// what a frontend edits is left out. Fields are compared by name and value, order is not.
import type { FieldSpec } from "../../../sim/index.ts";
import { switchingProtocols } from "../../model/http-codes.ts";
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import type { Account } from "../accounts.ts";
import type { Verdicts } from "../verdicts.ts";
import { endToEnd, holds, isForbiddenTrailer, isLeftOver, isOwnField } from "./fields.ts";
import { followsReset } from "./refusal-judge.ts";
import type { Run } from "./survival-judge.ts";

const rule = "H2-CONVERT";

/** What differs, in words; undefined: nothing. */
type Difference = readonly [expected: string, actual: string] | undefined;

interface Side {
  readonly protocol: "h1" | "h2";
  readonly fields: readonly FieldSpec[];
  readonly trailers: readonly FieldSpec[];
}

export class ConvertJudge {
  private readonly verdicts: Verdicts;
  private readonly run: Run;

  constructor(verdicts: Verdicts, run: Run) {
    this.verdicts = verdicts;
    this.run = run;
  }

  judge(): void {
    for (const account of this.run.accounts.clients) this.exchange(account);
  }

  private exchange(account: Account): void {
    const { seen, index } = account;
    const origin = this.originOf(seen);
    if (seen.protocol !== "h2" && origin?.protocol !== "h2") return;
    const difference = aloneDiffers(seen) ?? this.differs(seen, origin);
    if (difference !== undefined) this.fail(account, difference);
    else if (isComparable(seen) && seen.answerTo === seen.label && origin !== undefined) {
      if (!this.verdicts.counted(rule)) return;
      const value = [...seen.answerFields, ["keep-alive", "timeout=5"] as const];
      this.verdicts.sample(rule, index, { field: "answerFields", value });
    }
  }

  /** The one that answered last, or else any that was asked. */
  private originOf({ label }: ExchangeEnded): ExchangeEnded | undefined {
    const origins = this.run.accounts.originsOf(label);
    return (origins.findLast(({ seen }) => seen.answer !== undefined) ?? origins[0])?.seen;
  }

  private differs(seen: ExchangeEnded, origin: ExchangeEnded | undefined): Difference {
    if (origin === undefined || !isComparable(seen)) return undefined;
    const front = this.run.connections.of(seen);
    const isTrusted = front === undefined || !followsReset(front, seen);
    const [near, far] = [this.unedited(seen), this.unedited(origin)];
    return (isTrusted ? requestDiffers(near, far) : undefined) ?? answerDiffers(near, far);
  }

  /** ROUTE-EDITS judges the others. */
  private unedited(seen: ExchangeEnded): ExchangeEnded {
    const { edited } = this.run;
    if (edited.isEmpty) return seen;
    return {
      ...seen,
      requestFields: edited.unedited(seen.requestFields),
      requestTrailers: edited.unedited(seen.requestTrailers),
      answerFields: edited.unedited(seen.answerFields),
      answerTrailers: edited.unedited(seen.answerTrailers),
    };
  }

  private fail({ seen, index }: Account, difference: NonNullable<Difference>): void {
    const [expected, actual] = difference;
    const message = `the exchange ${seen.label} of ${seen.actor}`;
    this.verdicts.violated({ rule, index, at: seen.at, message, expected, actual });
  }
}

/** What somebody put together by hand has no head that could be compared. */
function isComparable({ method, end }: ExchangeEnded): boolean {
  return method !== undefined && end !== "malformed";
}

/** What no client may see, whatever its origin did. */
function aloneDiffers({ protocol, version, interims, answer }: ExchangeEnded): Difference {
  // RFC 9113 §8.6
  if (protocol === "h2" && (interims.includes(switchingProtocols) || answer === switchingProtocols))
    return ["no 101", "101"];
  // RFC 9110 §15.2
  if (version === "1.0" && interims.length > 0) return ["no interim answer", interims.join()];
  return undefined;
}

function requestDiffers(client: ExchangeEnded, origin: ExchangeEnded): Difference {
  if (client.method !== origin.method) return [`${client.method}`, `${origin.method}`];
  if (client.path !== origin.path) return [`${client.path}`, `${origin.path}`];
  const [asked, got] = [client.authority, origin.authority ?? hostIn(origin)];
  if (asked !== "" && asked !== got) return [`the authority ${asked}`, `${got}`];
  const [near, far] = [requestOf(client), requestOf(origin)];
  const isWhole = client.isRequestWhole && origin.isRequestWhole;
  return headDiffers(near, far) ?? (isWhole ? trailersDiffer(near, far) : undefined);
}

/** RFC 7540 §8.1.2.3 had an intermediary send it so; where both stand, RFC 9113 §8.3.1 takes the other. */
function hostIn({ requestFields }: ExchangeEnded): string | undefined {
  return requestFields.find(([name]) => name === "host")?.[1];
}

function answerDiffers(client: ExchangeEnded, origin: ExchangeEnded): Difference {
  if (client.answerTo !== client.label || client.answer !== origin.answer) return undefined;
  const sent = client.version === "1.0" ? [] : origin.interims;
  const [expected, actual] = [sent.join(), client.interims.join()];
  if (client.interims.length > 0 || sent.length > 0) {
    const kept = client.interims.filter((status) => status !== 100).join();
    const due = sent.filter((status) => status !== 100 && status !== switchingProtocols).join();
    if (kept !== due) return [`the interim answers ${expected}`, actual];
  }
  const [near, far] = [answerOf(origin), answerOf(client)];
  return (
    headDiffers(near, far) ?? (client.end === "complete" ? trailersDiffer(near, far) : undefined)
  );
}

function requestOf({ protocol, requestFields, requestTrailers }: ExchangeEnded): Side {
  return { protocol, fields: requestFields, trailers: requestTrailers };
}

function answerOf({ protocol, answerFields, answerTrailers }: ExchangeEnded): Side {
  return { protocol, fields: answerFields, trailers: answerTrailers };
}

function headDiffers(near: Side, far: Side): Difference {
  const lost = endToEnd(near.fields).find((field) => !holds(far.fields, field));
  if (lost !== undefined) return [`${lost[0]}: ${lost[1]}`, "another or none"];
  const left = far.fields.find((field) => isLeftOver(field, near.fields, far.protocol === "h2"));
  return left === undefined ? undefined : [`no ${left[0]}`, `${left[0]}: ${left[1]}`];
}

function trailersDiffer(near: Side, far: Side): Difference {
  const forbidden = far.trailers.find(([name]) => isForbiddenTrailer(name));
  if (forbidden !== undefined) return [`no ${forbidden[0]} in trailers`, forbidden[1]];
  const wanted = near.trailers.filter(([name]) => isOwnField(name));
  const isCarried =
    far.protocol === "h2" || far.fields.some(([name]) => name === "transfer-encoding");
  if (!isCarried) return undefined;
  const lost = wanted.find((field) => !holds(far.trailers, field));
  return lost === undefined ? undefined : [`the trailer ${lost[0]}: ${lost[1]}`, "none"];
}
