// CONFIG-REJECTED, and what a client's requests make of the configuration: each is judged when the
// master takes it, and what was believed of it is taken back where the reply says otherwise.
import type { Request } from "../../../wire/index.ts";
import type { ConfigurationSent, ReplyWritten, RequestTaken } from "../../observe/observation.ts";
import type { Verdicts } from "../verdicts.ts";
import type { Believed } from "./believed.ts";
import { canonicalRequest } from "./canonical.ts";
import type { Change, Verdict } from "./configuration.ts";
import { placeOf } from "./place.ts";

interface Asked {
  readonly session: number;
  readonly ordinal: number;
  readonly request: Request;
  readonly text: string;
  readonly verdict: Verdict;
  /** It repeats an AddCluster or AddBackend. */
  readonly isRepeated: boolean;
  /** Undefined while it is open whether the master takes it. */
  changes: readonly Change[] | undefined;
  readonly workers: Set<number>;
}

const rule = "CONFIG-REJECTED";

export class RequestJudge {
  private readonly verdicts: Verdicts;
  private readonly believed: Believed;
  private readonly asked: Asked[] = [];
  /** Whose requests have been taken so far: not those of a user who may not give orders. */
  private readonly heeded = new Set<number>();
  /** Somebody asked for a stop: from then on a proxy may refuse whoever asks for anything else. */
  private isStopping = false;

  constructor(verdicts: Verdicts, believed: Believed) {
    this.verdicts = verdicts;
    this.believed = believed;
  }

  reset(): void {
    this.asked.length = 0;
    this.heeded.clear();
    this.isStopping = false;
  }

  stopping(): void {
    this.isStopping = true;
  }

  taken({ session, ordinal }: RequestTaken, request: Request): void {
    const { configuration } = this.believed;
    const verdict = configuration.judge(request);
    const place = placeOf(request.requestType);
    const isThere = place !== undefined && configuration.get(place.key) !== undefined;
    this.asked.push({
      session,
      ordinal,
      request,
      text: canonicalRequest(request),
      verdict,
      isRepeated: isThere && isUpsert(request),
      changes: verdict === "fine" ? this.believed.carryOut(request) : undefined,
      workers: new Set(),
    });
  }

  /** Whether an order stands for a request of a client. A worker that starts is told other things too. */
  sent(sent: ConfigurationSent, index: number, isBooting: boolean): boolean {
    const { worker, request, at } = sent;
    if (this.asked.length === 0) return false;
    const text = canonicalRequest(request);
    const alike = this.asked.filter((one) => one.text === text && !one.workers.has(worker));
    const one =
      alike.find(({ verdict }) => verdict !== "refused") ?? (isBooting ? undefined : alike[0]);
    if (one === undefined) return false;
    one.workers.add(worker);
    if (one.verdict === "refused") this.reached(one, worker, at, index);
    else one.changes ??= this.believed.carryOut(request);
    return true;
  }

  replied(reply: ReplyWritten, index: number): void {
    const place = this.asked.findIndex(
      ({ session, ordinal }) => session === reply.session && ordinal === reply.ordinal,
    );
    const [one] = place < 0 ? [] : this.asked.splice(place, 1);
    if (one === undefined) return;
    if (one.verdict === "refused") this.refused(one, reply, index);
    else if (reply.status === "ok") this.accepted(one, reply);
    else this.failed(one, reply, index);
  }

  private accepted(one: Asked, { session }: ReplyWritten): void {
    this.heeded.add(session);
    one.changes ??= this.believed.carryOut(one.request);
  }

  /** What some workers may have taken and others not is doubtful. */
  private failed(one: Asked, reply: ReplyWritten, index: number): void {
    if (one.workers.size > 0) {
      this.believed.doubt(one.changes ?? []);
      return;
    }
    this.believed.takeBack(one.changes ?? []);
    if (!one.isRepeated || this.isStopping || !this.heeded.has(reply.session)) return;
    this.verdicts.violated({
      rule: "CONFIG-UPSERT",
      index,
      at: reply.at,
      message: "a repeated AddCluster or AddBackend was refused",
      expected: "it replaces what is there",
      actual: reply.message,
    });
  }

  private refused(one: Asked, { status, message, at }: ReplyWritten, index: number): void {
    if (status === "failure" && message.trim() !== "") {
      this.verdicts.evaluated(rule, index, () => ({ field: "message", value: "" }));
      return;
    }
    this.believed.doubt(this.believed.carryOut(one.request));
    this.verdicts.violated({
      rule,
      index,
      at,
      message: `no configuration has room for this: ${one.text}`,
      expected: "FAILURE with a reason",
      actual: `${status}: ${JSON.stringify(message)}`,
    });
  }

  private reached({ text }: Asked, worker: number, at: number, index: number): void {
    this.verdicts.violated({
      rule,
      index,
      at,
      message: `no configuration has room for this: ${text}`,
      expected: "no worker is asked",
      actual: `worker ${worker} was asked`,
    });
  }
}

function isUpsert({ requestType }: Request): boolean {
  return requestType.case === "addCluster" || requestType.case === "addBackend";
}
