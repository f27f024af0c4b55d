// One worker process: does it announce every change of its effective level that it shows, once, as
// it was, in order, and nothing else? Whether what it shows is right is the business of LEASE; once a
// LEASE rule was broken by this worker nothing more is concluded from it.
import type {
  AnswerWritten,
  LevelChange,
  LevelEvent,
  OrderTaken,
  TableShown,
} from "../../observe/observation.ts";
import type { Verdicts } from "../verdicts.ts";
import { judgeTurn } from "./turn-judge.ts";
import { tickKind, WorkerTurn } from "./worker-turn.ts";

export class WorkerVoice {
  isSilenced = false;
  private readonly worker: number;
  private readonly verdicts: Verdicts;
  private readonly orders = new Map<string, OrderTaken>();
  /** The effective level as the worker last showed or announced it. */
  private level: number;
  private turn: WorkerTurn | undefined;

  constructor(worker: number, floor: number, verdicts: Verdicts) {
    this.worker = worker;
    this.level = floor;
    this.verdicts = verdicts;
  }

  order(order: OrderTaken): void {
    this.settle();
    this.orders.set(order.id, order);
  }

  announce({ at, change }: LevelEvent, index: number): void {
    this.turnAt(at).announcements.push({ ...change, index });
  }

  answer({ at, id, status, detail }: AnswerWritten, index: number): void {
    const order = this.orders.get(id);
    if (order === undefined || status === "processing") return;
    this.orders.delete(id);
    const turn = this.turnAt(at);
    if (status !== "ok" || detail === undefined) return;
    this.elapse(turn, detail.previous, index);
    const { previous, effective } = detail;
    const transition = order.lease.clear === true ? "lease_clear" : "lease_apply";
    const change: LevelChange = {
      previous,
      effective,
      transition,
      clientId: order.lease.clientId,
    };
    if (previous === effective) turn.noops.push({ change, index });
    else turn.changes.push({ ...change, index });
    this.level = effective;
  }

  show({ at, effective }: TableShown, index: number): void {
    const turn = this.turnAt(at);
    this.elapse(turn, effective, index);
    turn.isShownWhole = true;
  }

  /** The turn is over: nothing more will be said in it. */
  settle(): void {
    const { turn, worker, verdicts } = this;
    this.turn = undefined;
    if (turn === undefined || this.isSilenced) return;
    this.believeTicks(turn);
    if (!judgeTurn(worker, turn, verdicts)) this.isSilenced = true;
  }

  /** What changed though no verb did it. */
  private elapse(turn: WorkerTurn, effective: number, index: number): void {
    const { level } = this;
    if (effective === level) return;
    const transition = tickKind;
    turn.changes.push({ previous: level, effective, transition, clientId: undefined, index });
    this.level = effective;
  }

  /** Where no table is shown, an expiry may be announced before anything shows it. */
  private believeTicks({ isShownWhole, changes, announcements }: WorkerTurn): void {
    if (isShownWhole || changes.length > 0) return;
    for (const { transition, previous, effective, clientId, index } of announcements) {
      if (transition !== tickKind || previous !== this.level) continue;
      if (effective === previous || changes.length > 0) continue;
      changes.push({ previous, effective, transition, clientId: undefined, index });
      this.level = effective;
      if (clientId !== undefined) return;
    }
  }

  private turnAt(at: number): WorkerTurn {
    if (this.turn !== undefined && this.turn.at !== at) this.settle();
    this.turn ??= new WorkerTurn(at);
    return this.turn;
  }
}
