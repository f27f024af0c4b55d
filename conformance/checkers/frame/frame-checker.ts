// Judges FRAME on every connection of a client: what its bytes came to, whether that was answered,
// and whether a connection that may be closed was. A connection is judged when it is over, or when
// the run is: only then is it known that an answer did not come.
import type { Observation, SessionClosed, SessionLeft } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Verdicts } from "../verdicts.ts";
import { type Blame, blameOf } from "./blame.ts";
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
  /** Dialogues without a fault: like a suspicion, they count once the master has outlived them. */
  private readonly sound: Dialogue[] = [];

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
      for (const dialogue of this.sound) this.evaluate(dialogue);
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
      const blame = blameOf(dialogue, this.patience);
      if (blame !== undefined) {
        this.suspicions.push({ blame, at: end.until });
        return;
      }
      this.sound.push(dialogue);
    }
  }

  /** What would have failed: an answer that is missing, a connection that is closed too late. */
  private evaluate(dialogue: Dialogue): void {
    const { terminals, closed } = dialogue;
    for (const [position, terminal] of terminals.entries()) {
      const { whole, index } = terminal;
      if (whole === undefined) continue;
      const without = { ...dialogue, terminals: terminals.toSpliced(position, 1) };
      const rule = blameOf(without, this.patience)?.rule;
      if (rule === undefined) continue;
      this.verdicts.evaluated(rule, index, () => ({ field: "unsaid", value: whole }));
    }
    if (closed === undefined) return;
    const at = latestClosing(dialogue, this.patience);
    const late = { ...dialogue, closed: { ...closed, at } };
    const rule = blameOf(late, this.patience)?.rule;
    if (rule !== "FRAME-OVERSIZE") return;
    this.verdicts.evaluated(rule, closed.index, () => ({ field: "at", value: at }));
  }

  private report({ rule, index, expected, actual }: Blame, at: number): void {
    const message = "what a client sent was not dealt with as its framing demands";
    this.verdicts.violated({ rule, index, at, message, expected, actual });
  }
}

/** The first instant that is too late for a connection that has to be closed. */
function latestClosing({ items, until }: Dialogue, { closeMicros }: Patience): number {
  const oversize = items.find(({ kind }) => kind === "oversize");
  return oversize === undefined ? until : oversize.at + closeMicros + 1;
}
