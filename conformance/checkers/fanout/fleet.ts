// The workers as the master can know them: whom it can reach, whom it owes to whose request, and who
// is too old for which verb.
import type { AnswerWritten, OrderSent, WorkerStarted } from "../../observe/observation.ts";
import { type Gathering, type Share, shareOf } from "./gathering.ts";

/** An order on its way through a worker. */
export interface Errand {
  readonly gathering: Gathering;
  readonly share: Share;
  readonly verb: string;
  answer: AnswerWritten | undefined;
}

export class FleetModel {
  /** Replaced, never changed, so that a request can keep it. */
  reachable: ReadonlySet<number> = new Set<number>();
  /** When the channel to each of them was opened, as a position in the run. */
  private readonly linkedIndex = new Map<number, number>();
  private readonly unknownVerbs = new Map<number, readonly string[]>();
  private readonly errands = new Map<number, Map<string, Errand>>();

  started({ worker, unknownVerbs }: WorkerStarted): void {
    this.unknownVerbs.set(worker, unknownVerbs);
  }

  linked(worker: number, index: number): void {
    this.linkedIndex.set(worker, index);
    this.reachable = new Set(this.reachable).add(worker);
    this.errands.set(worker, new Map());
  }

  /** The master is gone, and every channel with it. */
  clear(): void {
    this.reachable = new Set();
    this.errands.clear();
  }

  /** Nobody can be blamed for not asking it; its last answers may still be on their way. */
  ended(worker: number): void {
    if (!this.reachable.has(worker)) return;
    const left = new Set(this.reachable);
    left.delete(worker);
    this.reachable = left;
  }

  /** Its channel is over: what it owes is lost. */
  severed(worker: number): void {
    this.ended(worker);
    for (const { share } of this.errands.get(worker)?.values() ?? []) share.lost = true;
    this.errands.delete(worker);
  }

  sent(order: OrderSent, gathering: Gathering, index: number): void {
    const { worker, id, verb, at } = order;
    // A worker that came after the scatter is given the same as configuration: that is no asking.
    if ((this.linkedIndex.get(worker) ?? 0) > (gathering.scatteredIndex ?? index)) return;
    gathering.scatteredAt ??= at;
    gathering.scatteredIndex ??= index;
    let share = shareOf(gathering, worker);
    if (share === undefined) {
      share = {
        worker,
        ordered: 0,
        accepted: 0,
        refused: false,
        old: false,
        lost: false,
        orderIndex: index,
      };
      gathering.shares.push(share);
    }
    share.ordered++;
    this.errands.get(worker)?.set(id, { gathering, share, verb, answer: undefined });
  }

  answered(answer: AnswerWritten): Errand | undefined {
    const errand = this.errands.get(answer.worker)?.get(answer.id);
    if (errand === undefined) return undefined;
    if (answer.status === "processing") errand.gathering.draining = true;
    else errand.answer = answer;
    return errand;
  }

  /** The master took the answer to an order; undefined when nobody knows of that order. */
  heard(worker: number, id: string): Errand | undefined {
    const orders = this.errands.get(worker);
    const errand = orders?.get(id);
    if (errand?.answer === undefined) return undefined;
    orders?.delete(id);
    // What comes after the reply changes nothing of what the reply had to say.
    if (errand.gathering.repliedAt !== undefined) return errand;
    const { share, answer, verb } = errand;
    if (answer.status === "ok") {
      share.accepted++;
    } else {
      share.refused = true;
      share.old = this.unknownVerbs.get(worker)?.includes(verb) === true;
    }
    return errand;
  }
}
