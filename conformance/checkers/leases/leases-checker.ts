// Judges every lease verb at the worker that took it, and every expiry it announces: the LEASE rules
// and those BIND rules that a worker keeps. One model a worker process, nothing shared between them.
import { type LeaseConstants } from "../../model/constants.ts";
import type { Grant } from "../../model/ledger.ts";
import type {
  AnswerWritten,
  LevelEvent,
  Observation,
  TableShown,
} from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";
import { AnswerJudge } from "./answer-judge.ts";
import { EventJudge } from "./event-judge.ts";
import { TableJudge } from "./table-judge.ts";
import { WorkerModel } from "./worker-model.ts";

/** Grants of dead workers that are remembered, newest last. */
const inheritedMax = 256;

export class LeasesChecker implements Checker {
  readonly kinds = [
    "session-opened",
    "session-closed",
    "worker-started",
    "worker-ended",
    "worker-hampered",
    "order",
    "answer",
    "level-event",
    "table",
  ] as const;
  private readonly floor: number;
  private readonly constants: LeaseConstants;
  private readonly verdicts: Verdicts;
  private readonly open = new Set<number>();
  private readonly models = new Map<number, WorkerModel>();
  private inherited: Grant[] = [];
  private readonly answers: AnswerJudge;
  private readonly events: EventJudge;
  private readonly tables: TableJudge;

  constructor(floor: number, constants: LeaseConstants, verdicts: Verdicts) {
    this.floor = floor;
    this.constants = constants;
    this.verdicts = verdicts;
    // A verb that no connection carried was given by a script that never leaves.
    const presence = {
      isOpen: (session: number | undefined): boolean =>
        session === undefined || this.open.has(session),
    };
    this.answers = new AnswerJudge(verdicts, presence);
    this.events = new EventJudge(verdicts, presence);
    this.tables = new TableJudge(verdicts, presence);
  }

  observe(observation: Observation, index: number): void {
    switch (observation.kind) {
      case "session-opened":
        this.open.add(observation.session);
        return;
      case "session-closed":
        this.open.delete(observation.session);
        return;
      case "worker-started":
        if (observation.judged) this.start(observation.worker);
        return;
      case "worker-ended":
        this.bury(observation.worker, observation.at);
        return;
      case "worker-hampered": {
        const model = this.models.get(observation.worker);
        if (model !== undefined) model.hamperedAt ??= observation.at;
        return;
      }
      case "order": {
        const model = this.models.get(observation.worker);
        model?.orders.set(observation.id, observation);
        // An order that the master forged is not what the worker has to be judged by.
        if (model !== undefined && this.verdicts.brokenAt(index)) model.diverged = true;
        return;
      }
      case "answer":
      case "level-event":
      case "table":
        this.shown(observation, index);
        return;
      default:
        return;
    }
  }

  private shown(observation: AnswerWritten | LevelEvent | TableShown, index: number): void {
    const model = this.models.get(observation.worker);
    if (model === undefined || model.diverged) return;
    if (observation.kind === "level-event") {
      this.events.judge(model, observation, index);
    } else if (observation.kind === "table") {
      this.tables.judge(model, observation, index);
    } else {
      const order = model.orders.get(observation.id);
      if (order === undefined || observation.status === "processing") return;
      model.orders.delete(observation.id);
      this.answers.judge(model, order, observation, index);
    }
  }

  private start(worker: number): void {
    this.models.set(worker, new WorkerModel(worker, this.floor, this.constants, this.inherited));
  }

  /** LEASE-WORKER-DEATH: what a dead worker granted must not turn up in another. */
  private bury(worker: number, at: number): void {
    const model = this.models.get(worker);
    if (model === undefined) return;
    this.inherited = [...this.inherited, ...model.ledger.liveAt(at)].slice(-inheritedMax);
    this.models.delete(worker);
  }
}
