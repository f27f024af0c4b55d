// Follows every connection between clients and the master, and every order to a worker, and shows
// each judge of the family what it needs at the moment when it can be judged. What repeats what
// workers say is judged while nothing else is wrong.
import type {
  AnswerWritten,
  MasterEnded,
  Observation,
  OrderSent,
  ReplyWritten,
  RequestTaken,
  SessionLeft,
} from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";
import { Conversation } from "./conversation.ts";
import { FleetModel } from "./fleet.ts";
import type { Gathering } from "./gathering.ts";
import { InstantJudge, type Timing } from "./instant-judge.ts";
import { OutcomeJudge } from "./outcome-judge.ts";
import { SequenceJudge } from "./sequence-judge.ts";
import { SizeJudge, type Sizes } from "./size-judge.ts";
import { TerminalJudge } from "./terminal-judge.ts";
import { isStop } from "./verbs.ts";

export class FanoutChecker implements Checker {
  readonly kinds = [
    "session-opened",
    "session-half-closed",
    "session-closed",
    "misunderstood",
    "request",
    "reply",
    "order-sent",
    "answer",
    "answer-taken",
    "worker-started",
    "worker-ended",
    "worker-linked",
    "worker-severed",
    "master-ended",
    "master-hampered",
    "session-left",
  ] as const;
  private readonly verdicts: Verdicts;
  private readonly workerTimeoutMicros: number;
  private readonly fleet = new FleetModel();
  private readonly conversations = new Map<number, Conversation>();
  private readonly outcomes: OutcomeJudge;
  private readonly instants: InstantJudge;
  private readonly sequence: SequenceJudge;
  private readonly sizes: SizeJudge;
  private readonly terminals: TerminalJudge;
  /** A stop was asked for: it ends whatever is under way. */
  private stopping = false;
  /** The scenario makes the master late. */
  private hampered = false;

  constructor(verdicts: Verdicts, limits: Timing & Sizes) {
    this.verdicts = verdicts;
    this.workerTimeoutMicros = limits.workerTimeoutMicros;
    this.outcomes = new OutcomeJudge(verdicts);
    this.instants = new InstantJudge(verdicts, limits);
    this.sequence = new SequenceJudge(verdicts);
    this.sizes = new SizeJudge(verdicts, limits);
    this.terminals = new TerminalJudge(verdicts, limits.workerTimeoutMicros);
  }

  observe(observation: Observation, index: number): void {
    if (observation.kind === "request") this.asked(observation, index);
    else if (observation.kind === "reply") this.replied(observation, index);
    else if (observation.kind === "order-sent") this.ordered(observation, index);
    else if (observation.kind === "answer") this.answered(observation, index);
    else if (observation.kind === "answer-taken") this.heard(observation, index);
    else if (observation.kind === "worker-started") this.fleet.started(observation);
    else if (observation.kind === "worker-linked") this.fleet.linked(observation.worker, index);
    else if (observation.kind === "worker-severed") this.fleet.severed(observation.worker);
    else if (observation.kind === "worker-ended") this.fleet.ended(observation.worker);
    else if (observation.kind === "master-hampered") this.hampered = true;
    else this.ofConnection(observation, index);
  }

  private ofConnection(observation: Observation, index: number): void {
    if (observation.kind === "session-opened") {
      this.conversations.set(observation.session, new Conversation());
      return;
    }
    if (observation.kind === "master-ended") {
      this.ended(observation, index);
      return;
    }
    const conversation =
      "session" in observation ? this.conversations.get(observation.session ?? -1) : undefined;
    if (conversation === undefined) return;
    if (observation.kind === "session-half-closed") conversation.halfClosed = true;
    else if (observation.kind === "misunderstood") conversation.muddled = true;
    else if (observation.kind === "session-left") this.left(conversation, observation, index);
    else if (observation.kind === "session-closed") {
      this.conversations.delete(observation.session);
      if (observation.by === "master") this.closed(conversation, observation.at, index);
    }
  }

  /** The master is gone, and with it whatever it still owed. */
  private ended({ at, killed }: MasterEnded, index: number): void {
    for (const conversation of this.conversations.values()) {
      if (!killed) this.closed(conversation, at, index);
    }
    this.conversations.clear();
    this.fleet.clear();
  }

  private asked(request: RequestTaken, index: number): void {
    const conversation = this.conversations.get(request.session);
    conversation?.asked(request, index, this.fleet.reachable);
    if (isStop(request.verb)) this.stopping = true;
  }

  private ordered(order: OrderSent, index: number): void {
    const { session, ordinal } = order;
    if (session === undefined || ordinal === undefined) return;
    const conversation = this.conversations.get(session);
    const gathering = conversation?.open.get(ordinal);
    if (conversation === undefined || gathering === undefined) return;
    this.sizes.ordered(order, index);
    this.fleet.sent(order, gathering, index);
    if (!conversation.muddled && !this.verdicts.broken)
      this.sequence.ordered(conversation, gathering, { order, index });
  }

  private answered(answer: AnswerWritten, index: number): void {
    this.sizes.answered(answer, index);
    const errand = this.fleet.answered(answer);
    if (errand !== undefined && answer.status === "failure")
      this.sizes.refusedReading(errand.verb, index);
  }

  private heard({ worker, id, at }: Observation & { kind: "answer-taken" }, index: number): void {
    const errand = this.fleet.heard(worker, id);
    if (errand === undefined || this.hampered || this.stopping || this.verdicts.broken) return;
    this.instants.judgeLate(errand, at, index);
  }

  private replied(reply: ReplyWritten, index: number): void {
    const conversation = this.conversations.get(reply.session);
    if (conversation === undefined) return;
    this.sizes.replied(reply, index);
    if (conversation.muddled) return;
    if (reply.status === "processing") {
      this.terminals.processing(conversation, reply, index);
      return;
    }
    const gathering =
      reply.ordinal === undefined ? undefined : conversation.open.get(reply.ordinal);
    if (gathering === undefined) {
      this.terminals.unasked(reply, index);
      return;
    }
    if (!this.verdicts.broken) this.judge(conversation, gathering, { reply, index });
    conversation.answered({ gathering, reply, index });
    this.terminals.answered(conversation, index);
  }

  private judge(
    conversation: Conversation,
    gathering: Gathering,
    { reply, index }: { readonly reply: ReplyWritten; readonly index: number },
  ): void {
    const { reachable } = this.fleet;
    const { workerTimeoutMicros, stopping } = this;
    const moment = { index, reachable, workerTimeoutMicros };
    if (this.sequence.isMisplaced(conversation, gathering, { reply, moment })) return;
    this.sequence.compare(conversation, gathering, { reply, index });
    if (!this.hampered) {
      const predecessorAt = conversation.last?.reply.at ?? 0;
      const alone = conversation.open.size === 1;
      const circumstances = { index, reachable, predecessorAt, alone, stopping };
      this.instants.judge(gathering, reply, circumstances);
    }
    // A reply that came too early says what was known too early.
    if (this.verdicts.brokenAt(index)) return;
    this.sizes.concluded(gathering, reply, { index, reachable });
    if (!this.verdicts.brokenAt(index)) {
      this.outcomes.judge(gathering, reply, { index, reachable });
    }
  }

  private closed(conversation: Conversation, at: number, index: number): void {
    if (conversation.muddled || conversation.halfClosed) return;
    this.terminals.closed(conversation, at, index);
  }

  /** The run is over. */
  private left(conversation: Conversation, { at, isStalled }: SessionLeft, index: number): void {
    const { muddled, halfClosed } = conversation;
    if (this.hampered || isStalled || muddled || halfClosed) return;
    this.terminals.ended(conversation, at, index);
  }
}
