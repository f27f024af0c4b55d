// Judges FRAME on every connection of a client: what its bytes came to, whether that was answered,
// and whether a connection that may be closed was. A connection is judged when it is over, or when
// the run is: only then is it known that an answer did not come.
import type { Observation, SessionClosed, SessionLeft } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Verdicts } from "../verdicts.ts";
import { type Blame, Inquiry } from "./blame.ts";
import { Conversation } from "./conversation.ts";
import type { Closing, Dialogue } from "./dialogue.ts";
import type { Patience } from "./obligation.ts";

export type FrameContext = Pick<CheckerContext, "constants" | "world" | "verdicts">;

export class FrameChecker implements Checker {
  readonly kinds = [
    "client-bytes",
    "session-closed",
    "session-half-closed",
    "session-left",
    "master-ended",
    "run-ended",
  ] as const;
  private readonly frameBytesMax: number;
  private readonly patience: Patience;
  private readonly verdicts: Verdicts;
  private readonly conversations = new Map<number, Conversation>();
  /** Found in connections that the master ended; they count unless the master was on its way out. */
  private readonly suspicions: { readonly blame: Blame; readonly at: number }[] = [];
  /** Of dialogues without a fault: like a suspicion, they count once the master has outlived them. */
  private readonly sound: Inquiry[] = [];

  constructor({ constants, world, verdicts }: FrameContext) {
    const { closeMicrosMax } = constants;
    this.frameBytesMax = world.frameBytesMax;
    this.patience = {
      answerMicros: world.workerTimeoutMicros + closeMicrosMax,
      closeMicros: closeMicrosMax,
    };
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number): void {
    const { kind } = observation;
    if (kind === "client-bytes") {
      this.conversation(observation.session).add(observation, index);
    } else if (kind === "session-half-closed") {
      const { session, at } = observation;
      const conversation = this.conversations.get(session);
      if (conversation !== undefined) conversation.halfClosed = { by: "client", at, index };
    } else if (kind === "session-closed") {
      this.closed(observation, index);
    } else if (kind === "session-left") {
      this.left(observation);
    } else if (kind === "master-ended") {
      this.conversations.clear();
      this.suspicions.length = 0;
      this.sound.length = 0;
    } else if (kind === "run-ended") {
      for (const { blame, at } of this.suspicions) this.report(blame, at);
      for (const inquiry of this.sound) this.evaluate(inquiry);
    }
  }

  private conversation(session: number): Conversation {
    let conversation = this.conversations.get(session);
    if (conversation === undefined) {
      conversation = new Conversation(this.frameBytesMax);
      this.conversations.set(session, conversation);
    }
    return conversation;
  }

  private closed({ session, by, at }: SessionClosed, index: number): void {
    const conversation = this.conversations.get(session);
    if (conversation === undefined) return;
    const closing: Closing = { by, at, index };
    this.conversations.delete(session);
    // Whoever cuts its own connection is owed nothing more.
    if (by === "client" || conversation.subscribes || conversation.isTooLong) return;
    this.judge(conversation, { closed: closing, untakenSince: undefined, until: at });
  }

  private left({ session, untakenSince, at }: SessionLeft): void {
    const conversation = this.conversations.get(session);
    this.conversations.delete(session);
    if (conversation === undefined || conversation.isTooLong) return;
    this.judge(conversation, { closed: undefined, untakenSince, until: at });
  }

  private judge(
    conversation: Conversation,
    end: Pick<Dialogue, "closed" | "untakenSince" | "until">,
  ): void {
    for (const dialogue of conversation.dialogues(end)) {
      const inquiry = new Inquiry(dialogue, this.patience);
      const blame = inquiry.blame();
      if (blame !== undefined) {
        this.suspicions.push({ blame, at: end.until });
        return;
      }
      this.sound.push(inquiry);
    }
  }

  /** What would have failed: an answer that is missing, a connection that is closed too late. */
  private evaluate(inquiry: Inquiry): void {
    const { dialogue } = inquiry;
    for (const [position, { whole, index }] of dialogue.terminals.entries()) {
      if (whole === undefined) continue;
      const rule = inquiry.blame(position)?.rule;
      if (rule === undefined) continue;
      this.verdicts.evaluated(rule, index, () => ({ field: "unsaid", value: whole }));
    }
    this.evaluateClosing(dialogue);
  }

  private evaluateClosing(dialogue: Dialogue): void {
    const { closed, items } = dialogue;
    const oversize = items.find(({ kind }) => kind === "oversize");
    if (closed === undefined || oversize === undefined) return;
    // The first instant that is too late.
    const at = oversize.at + this.patience.closeMicros + 1;
    const late = { ...dialogue, closed: { ...closed, at } };
    if (new Inquiry(late, this.patience).blame()?.rule !== "FRAME-OVERSIZE") return;
    this.verdicts.evaluated("FRAME-OVERSIZE", closed.index, () => ({ field: "at", value: at }));
  }

  private report({ rule, index, expected, actual }: Blame, at: number): void {
    const message = "what a client sent was not dealt with as its framing demands";
    this.verdicts.violated({ rule, index, at, message, expected, actual });
  }
}
