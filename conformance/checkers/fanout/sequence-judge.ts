// FANOUT-REPLY-ORDER and FANOUT-PIPELINED. A reply bears no id, so whose it is shows in what it
// carries and in whether the workers had answered yet; orders to one worker stand in the order of
// the requests that they come from.
import type { OrderSent, ReplyWritten } from "../../observe/observation.ts";
import type { Verdicts } from "../verdicts.ts";
import type { Conversation } from "./conversation.ts";
import { type Gathering, standingOf } from "./gathering.ts";
import { mayCarry, mustCarry } from "./verbs.ts";

interface Moment {
  readonly index: number;
  readonly reachable: ReadonlySet<number>;
  readonly workerTimeoutMicros: number;
}

export class SequenceJudge {
  private readonly verdicts: Verdicts;

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  /** True: the reply is another request's, so nothing follows from it for this one. */
  isMisplaced(
    conversation: Conversation,
    gathering: Gathering,
    { reply, moment }: { readonly reply: ReplyWritten; readonly moment: Moment },
  ): boolean {
    if (fits(gathering, reply) && !isUnfinished(gathering, reply, moment)) return false;
    const owner = [...conversation.open.values()].find(
      (other) => other !== gathering && owns(other, reply, moment),
    );
    if (owner === undefined) return false;
    this.verdicts.violated({
      rule: "FANOUT-REPLY-ORDER",
      index: moment.index,
      at: reply.at,
      message: `the reply to ${owner.request.verb ?? "a request"} left before that to ${gathering.request.verb ?? "its predecessor"}`,
      expected: `the reply to request ${gathering.request.ordinal}`,
      actual: `that to request ${owner.request.ordinal}`,
    });
    return true;
  }

  /** What stands between this reply and the one before it, when they could not be each other's. */
  compare(
    conversation: Conversation,
    gathering: Gathering,
    { reply, index }: { readonly reply: ReplyWritten; readonly index: number },
  ): void {
    const { last } = conversation;
    if (last === undefined || !gathering.pipelined || last.reply.at < gathering.request.at) return;
    if (carries(gathering, last.reply) || !carries(gathering, reply)) return;
    if (fits(last.gathering, reply)) return;
    this.verdicts.evaluated("FANOUT-REPLY-ORDER", index, () => ({
      field: "swapped",
      value: last.index,
    }));
  }

  ordered(
    conversation: Conversation,
    gathering: Gathering,
    { order, index }: { readonly order: OrderSent; readonly index: number },
  ): void {
    const rule = "FANOUT-PIPELINED";
    const last = conversation.lastOrdered.get(order.worker);
    const { ordinal } = gathering.request;
    if (last !== undefined && last.ordinal > ordinal) {
      this.verdicts.violated({
        rule,
        index,
        at: order.at,
        message: `worker ${order.worker} was told to do request ${last.ordinal} before request ${ordinal}`,
        expected: "the order of the requests",
        actual: `${last.ordinal} before ${ordinal}`,
      });
      return;
    }
    conversation.lastOrdered.set(order.worker, { ordinal, index });
    if (last === undefined || last.ordinal === ordinal) return;
    // They could only have changed places when both requests were there, and both unanswered.
    if (last.index < gathering.index || last.index < (conversation.last?.index ?? 0)) return;
    this.verdicts.evaluated(rule, index, () => ({ field: "swapped", value: last.index }));
  }
}

/** Whether what it carries allows it to be this request's. */
function fits({ request }: Gathering, reply: ReplyWritten): boolean {
  return mayCarry(request.verb, reply.content);
}

/** Whether what it carries says that it is this request's. */
function carries({ request }: Gathering, reply: ReplyWritten): boolean {
  if (reply.status === "failure") return false;
  return reply.content === undefined
    ? !mustCarry(request.verb)
    : mayCarry(request.verb, reply.content);
}

/** What carries something says whose it is; anything else can only be of what is finished. */
function owns(gathering: Gathering, reply: ReplyWritten, moment: Moment): boolean {
  if (reply.content !== undefined) return carries(gathering, reply);
  if (isUnfinished(gathering, reply, moment)) return false;
  return reply.status === "failure" || carries(gathering, reply);
}

/** Workers still owe answers, and there is time left. */
function isUnfinished(gathering: Gathering, reply: ReplyWritten, moment: Moment): boolean {
  const { scatteredAt } = gathering;
  if (scatteredAt === undefined || reply.at >= scatteredAt + moment.workerTimeoutMicros)
    return false;
  return standingOf(gathering, moment.reachable).waiting > 0;
}
