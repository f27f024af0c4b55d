// What a verb comes to at one prune instant: who holds the lease then, how the asker stands to it,
// and what the contract rules. With `exact` there is one such view, with `janitor` several.
import type { Survey } from "../../model/ledger.ts";
import { utf8Length } from "../../model/utf8.ts";
import type { LeaseRequest, OrderTaken } from "../../observe/observation.ts";
import { relationTo, rule, type Ruling, type Situation } from "./admission.ts";
import type { WorkerModel } from "./worker-model.ts";

/** One τ with what it makes of the verb. */
export interface View {
  readonly pruned: number;
  /** The leases before the verb. */
  readonly survey: Survey;
  readonly situation: Situation;
  readonly ruling: Ruling;
}

/** Every view that could be the right one, by ascending prune instant. */
export function viewsOf(model: WorkerModel, order: OrderTaken): readonly View[] {
  return model.candidates(order.at).map((pruned) => viewAt(model, order, pruned));
}

/** The client's own words where they are known, under the id the worker was given. */
function wordingOf({ lease, asked }: OrderTaken): LeaseRequest {
  if (asked === undefined) return lease;
  const { clientId, detail, ttlSeconds, clear, reason } = asked;
  const { peerPid, peerSession } = lease;
  return { clientId, detail, ttlSeconds, clear, reason, peerPid, peerSession };
}

function viewAt(model: WorkerModel, order: OrderTaken, pruned: number): View {
  const { ledger, constants } = model;
  const { lease } = order;
  const held = ledger.live(lease.clientId, pruned);
  const last = ledger.last(lease.clientId);
  const presented = model.bindingOf(lease);
  const survey = ledger.survey(pruned);
  const liveCount = survey.live.count;
  const situation: Situation = {
    request: wordingOf(order),
    constants,
    floor: ledger.floor,
    now: order.at,
    idBytes: utf8Length(lease.clientId),
    held,
    expired: held === undefined ? last : undefined,
    relation: relationTo(held, presented, order.session !== undefined),
    presented,
    withoutCredentials: order.session !== undefined && presented.pid === undefined,
    oddSpelling: model.isOddSpelling(lease.peerSession),
    liveCount,
    expiredCount: ledger.size - liveCount,
    heldByTheDead: model.inherited.some(
      (grant) => grant.clientId === lease.clientId && grant.until > order.at,
    ),
  };
  return { pruned, survey, situation, ruling: rule(situation) };
}
