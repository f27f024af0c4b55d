// FANOUT-EXPANSION and FANOUT-LARGE-REPLY: what the master adds to a request, and what anybody has to
// say, never makes a frame above the limit of its channel; whoever asked for too much is told so.
import { showsErrors } from "../../model/error-wording.ts";
import type { AnswerWritten, OrderSent, ReplyWritten } from "../../observe/observation.ts";
import type { Verdicts } from "../verdicts.ts";
import { type Gathering, type Standing, standingOf } from "./gathering.ts";
import { isReading, isScattered } from "./verbs.ts";

export interface Sizes {
  /** The largest frame of every channel. */
  readonly frameBytesMax: number;
  /** More than a master adds to a request: its id, a pid, a session. */
  readonly expansionBytesMax: number;
}

const expansion = "FANOUT-EXPANSION";

/** A frame above this share of the limit is near it. */
const nearNumerator = 7;
const nearDenominator = 8;

export class SizeJudge {
  private readonly verdicts: Verdicts;
  private readonly sizes: Sizes;

  constructor(verdicts: Verdicts, sizes: Sizes) {
    this.verdicts = verdicts;
    this.sizes = sizes;
  }

  ordered(order: OrderSent, index: number): void {
    if (order.bytes <= this.sizes.frameBytesMax) return;
    this.tooLarge(expansion, order, index, `the order to worker ${order.worker}`);
  }

  answered(answer: AnswerWritten, index: number): void {
    if (answer.bytes <= this.sizes.frameBytesMax) return;
    this.tooLarge("FANOUT-LARGE-REPLY", answer, index, `the answer of worker ${answer.worker}`);
  }

  /** A refusal of a worker that was only asked to tell something. */
  refusedReading(verb: string, index: number): void {
    if (isReading(verb)) this.sampleLarge(index);
  }

  /** Any frame to a client. */
  replied(reply: ReplyWritten, index: number): void {
    if (reply.bytes > this.sizes.frameBytesMax) {
      this.tooLarge("FANOUT-LARGE-REPLY", reply, index, "the reply");
    }
  }

  concluded(
    gathering: Gathering,
    reply: ReplyWritten,
    { index, reachable }: { readonly index: number; readonly reachable: ReadonlySet<number> },
  ): void {
    const standing = standingOf(gathering, reachable);
    this.judgeExpansion(gathering, reply, { index, standing });
    const { refused, lost, waiting, unasked } = standing;
    const everybodyTold = refused + lost + waiting + unasked === 0;
    const isRefused = isReading(gathering.request.verb) && reply.status === "failure";
    const isNear = nearDenominator * reply.bytes > nearNumerator * this.sizes.frameBytesMax;
    if ((isRefused && everybodyTold) || isNear) this.sampleLarge(index);
  }

  private judgeExpansion(
    { request, shares, present }: Gathering,
    reply: ReplyWritten,
    { index, standing }: { readonly index: number; readonly standing: Standing },
  ): void {
    const { frameBytesMax, expansionBytesMax } = this.sizes;
    if (request.bytes + expansionBytesMax <= frameBytesMax || !isScattered(request.verb)) return;
    const [first] = shares;
    if (standing.lost > 0) {
      const message = `${standing.lost} workers were lost over a request of ${request.bytes} bytes`;
      this.expansion(reply, index, { message, expected: "every worker alive" });
    } else if (first !== undefined) {
      const bytes = frameBytesMax + 1;
      this.verdicts.evaluated(expansion, first.orderIndex, () => ({
        field: "bytes",
        value: bytes,
      }));
    } else if (showsErrors(reply.status, reply.message)) {
      this.verdicts.evaluated(expansion, index, () => ({
        field: "reply",
        value: { status: "ok", message: "done" },
      }));
    } else if (present.size > 0) {
      const message = `no worker was given a request of ${request.bytes} bytes, and the reply is plain`;
      this.expansion(reply, index, { message, expected: "failure" });
    }
  }

  private expansion(
    { at, status, message: text }: ReplyWritten,
    index: number,
    fault: { readonly message: string; readonly expected: string },
  ): void {
    const actual = `${status} ${JSON.stringify(text)}`;
    this.verdicts.violated({ rule: expansion, index, at, ...fault, actual });
  }

  private sampleLarge(index: number): void {
    const value = this.sizes.frameBytesMax + 1;
    this.verdicts.evaluated("FANOUT-LARGE-REPLY", index, () => ({ field: "bytes", value }));
  }

  private tooLarge(
    rule: string,
    { at, bytes }: { readonly at: number; readonly bytes: number },
    index: number,
    what: string,
  ): void {
    this.verdicts.violated({
      rule,
      index,
      at,
      message: `${what} is larger than its channel allows`,
      expected: `at most ${this.sizes.frameBytesMax} bytes`,
      actual: `${bytes} bytes`,
    });
  }
}
