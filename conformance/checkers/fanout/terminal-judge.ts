// FANOUT-ONE-TERMINAL: one terminal reply a request, after at most one PROCESSING where the request is
// no stop and no upgrade. A reply to nothing is one too many; a request that is still open when
// nothing can come any more is one too few.
import type { ReplyWritten } from "../../observe/observation.ts";
import type { Verdicts } from "../verdicts.ts";
import type { Conversation } from "./conversation.ts";
import type { Gathering } from "./gathering.ts";
import { isLeisurely, isProgressing } from "./verbs.ts";

const rule = "FANOUT-ONE-TERMINAL";

export class TerminalJudge {
  private readonly verdicts: Verdicts;
  private readonly workerTimeoutMicros: number;

  constructor(verdicts: Verdicts, workerTimeoutMicros: number) {
    this.verdicts = verdicts;
    this.workerTimeoutMicros = workerTimeoutMicros;
  }

  processing(conversation: Conversation, reply: ReplyWritten, index: number): void {
    const open = [...conversation.open.values()];
    if (open.some(({ request }) => isProgressing(request.verb))) return;
    conversation.processing++;
    // Which of several open requests it belongs to cannot be seen.
    if (open.length > 0 && conversation.processing <= conversation.requests) return;
    const [message, expected] =
      open.length === 0
        ? ["PROCESSING came when nothing was under way", "nothing after a terminal reply"]
        : ["a request got PROCESSING twice", `at most ${conversation.requests} PROCESSING`];
    this.violated({ index, at: reply.at, message, expected, actual: "PROCESSING" });
  }

  /** A terminal reply that no request is open for. */
  unasked(reply: ReplyWritten, index: number): void {
    const message = "a terminal reply to nothing: its request was answered before";
    const actual = `${reply.status} ${JSON.stringify(reply.message)}`;
    this.violated({ index, at: reply.at, message, expected: "no more replies", actual });
  }

  /** Nothing is open after this reply, so the same again would be one too many. */
  answered(conversation: Conversation, index: number): void {
    if (conversation.open.size > 0) return;
    this.verdicts.evaluated(rule, index, () => ({ field: "times", value: 2 }));
  }

  /** The master closed a connection that its client kept open. */
  closed(conversation: Conversation, at: number, index: number): void {
    const owed = oldestOf(conversation);
    if (owed === undefined || conversation.subscribed) return;
    const message = `the connection was closed before ${owed.request.verb ?? "a request"} was answered`;
    const expected = `a terminal reply to request ${owed.request.ordinal}`;
    this.violated({ index, at, message, expected, actual: "the end of the connection" });
  }

  /** The run is over. */
  ended(conversation: Conversation, at: number, index: number): void {
    const owed = oldestOf(conversation);
    if (owed !== undefined && this.isOverdue(owed, at)) {
      const message = `${owed.request.verb ?? "a request"} was never answered`;
      const expected = `a terminal reply to request ${owed.request.ordinal}`;
      this.violated({ index, at, message, expected, actual: "none" });
      return;
    }
    for (const { gathering, index: position } of conversation.given) {
      // A lease verb without its reply would show elsewhere as well: the master leases too.
      if (!this.isOverdue(gathering, at) || gathering.request.lease !== undefined) continue;
      this.verdicts.evaluated(rule, position, () => ({ field: "times", value: 0 }));
    }
  }

  /** Twice the timeout is enough for whatever a single request waits for. */
  private isOverdue({ request }: Gathering, at: number): boolean {
    if (isLeisurely(request.verb)) return false;
    return at >= request.at + 2 * this.workerTimeoutMicros;
  }

  private violated(fault: {
    readonly index: number;
    readonly at: number;
    readonly message: string;
    readonly expected: string;
    readonly actual: string;
  }): void {
    this.verdicts.violated({ rule, ...fault });
  }
}

function oldestOf(conversation: Conversation): Gathering | undefined {
  const [oldest] = conversation.open.values();
  return oldest;
}
