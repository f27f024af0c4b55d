// CONFIG-RESTART, CONFIG-UPSERT and the second half of CONFIG-SAVED: what the orders written to one
// worker add up to is the configuration of the fleet. Whoever takes the place of another is judged
// by what it was told before anything else was asked of it.
import { create, RequestSchema, type Request } from "../../../wire/index.ts";
import type { ConfigurationSent, ReplyWritten, WorkerStarted } from "../../observe/observation.ts";
import { isConfigurationVerb } from "../../model/configuration-verbs.ts";
import type { Verdicts } from "../verdicts.ts";
import { differenceText, differs, type Believed, type Difference } from "./believed.ts";
import { Configuration } from "./configuration.ts";
import { placeOf } from "./place.ts";

interface WorkerView {
  readonly worker: number;
  /** Undefined until its process starts: orders may wait for it. */
  judged: boolean | undefined;
  readonly isSuccessor: boolean;
  readonly told: Configuration;
  /** The keys of its first orders, until the turn that wrote them is over. */
  boot: Set<string> | undefined;
  repeated: string | undefined;
  /** Where its last configuration order stands in the run. */
  last: number;
  /** The same of every order, by key. */
  readonly orders: Map<string, number>;
  isAsked: boolean;
  isDirty: boolean;
}

export class FleetJudge {
  private readonly verdicts: Verdicts;
  private readonly believed: Believed;
  private readonly views = new Map<number, WorkerView>();
  private isChanging = false;
  private hasLoaded = false;

  constructor(verdicts: Verdicts, believed: Believed) {
    this.verdicts = verdicts;
    this.believed = believed;
  }

  reset(): void {
    this.views.clear();
    this.isChanging = false;
    this.hasLoaded = false;
  }

  started({ worker, judged }: WorkerStarted): void {
    this.viewOf(worker).judged = judged;
  }

  ended(worker: number): void {
    this.views.delete(worker);
    this.isChanging = true;
  }

  /** From now on a worker that starts takes the place of another. */
  upgrading(): void {
    this.isChanging = true;
  }

  loaded(): void {
    this.hasLoaded = true;
  }

  isBooting(worker: number): boolean {
    return this.viewOf(worker).boot !== undefined;
  }

  /** `isAsked`: for a client. What nobody asked for is what a worker is told at its start. */
  sent({ worker, request }: ConfigurationSent, index: number, isAsked: boolean): void {
    const view = this.viewOf(worker);
    view.isDirty = true;
    if (!isConfigurationVerb(request.requestType.case)) {
      view.isAsked = true;
      return;
    }
    view.last = index;
    view.told.apply(request);
    const place = placeOf(request.requestType);
    if (place === undefined) return;
    view.orders.set(place.key, index);
    if (isAsked) return;
    if (view.boot?.has(place.key) === true) view.repeated = place.key;
    view.boot?.add(place.key);
  }

  turnEnded(at: number): void {
    for (const view of this.views.values()) {
      if (!view.isDirty) continue;
      view.isDirty = false;
      if (view.judged === true && (view.isSuccessor || this.hasLoaded)) this.judge(view, at);
      view.boot = undefined;
      view.isAsked = false;
    }
  }

  /** The same from outside: equal configurations have equal hashes. */
  hashes({ hashes, at }: ReplyWritten, index: number): void {
    if (hashes === undefined || this.verdicts.broken) return;
    if (this.believed.configuration.size === 0) return;
    const shown = [...hashes].filter(([key]) => this.views.get(Number(key))?.judged === true);
    const isTelling = shown.some(([key]) => this.views.get(Number(key))?.isSuccessor === true);
    const [first] = shown;
    if (!isTelling || first === undefined || shown.length < 2) return;
    const other = shown.find(([, text]) => text !== first[1]);
    if (other === undefined) {
      this.verdicts.evaluated("CONFIG-RESTART", index, () => ({
        field: "hashes",
        value: new Map([...hashes, [first[0], "other=0"]]),
      }));
      return;
    }
    this.verdicts.violated({
      rule: "CONFIG-RESTART",
      index,
      at,
      message: `workers ${first[0]} and ${other[0]} have different configurations`,
      expected: first[1],
      actual: other[1],
    });
  }

  private viewOf(worker: number): WorkerView {
    let view = this.views.get(worker);
    if (view === undefined) {
      view = {
        worker,
        judged: undefined,
        isSuccessor: this.isChanging,
        told: new Configuration(),
        boot: new Set(),
        repeated: undefined,
        last: 0,
        orders: new Map(),
        isAsked: false,
        isDirty: false,
      };
      this.views.set(worker, view);
    }
    return view;
  }

  private judge(view: WorkerView, at: number): void {
    const { believed, verdicts } = this;
    // What follows from a reply is not judged where the reply was wrong.
    if (verdicts.broken) return;
    const difference = believed.differenceOf(view.told);
    // Orders that do not fit a window follow later; what is asked of it comes behind all of them.
    const isLate = difference.missing.length > 0 && !view.isAsked;
    if (isLate && !differs({ ...difference, missing: [] })) return;
    this.judgeRepetition(view, difference, at);
    const rule = view.isSuccessor ? "CONFIG-RESTART" : "CONFIG-SAVED";
    if (differs(difference)) this.violated(rule, view, at, differenceText(difference));
    else if (believed.configuration.size > 0) this.held(rule, view);
  }

  /** Another order in the place of one of these would have shown. */
  private held(rule: string, { orders }: WorkerView): void {
    const plain = [...orders].filter(([key]) => !this.believed.isReplaced(key));
    const [, index] = plain.at(-1) ?? [];
    if (index === undefined) return;
    this.verdicts.evaluated(rule, index, () => ({ field: "request", value: elsewhere() }));
  }

  private judgeRepetition(view: WorkerView, difference: Difference, at: number): void {
    const { repeated } = view;
    if (!view.isSuccessor) return;
    if (difference.stale.length > 0 || repeated !== undefined) {
      const stale = { ...difference, missing: [], extra: [], changed: [] };
      this.violated("CONFIG-UPSERT", view, at, repeated ?? differenceText(stale));
      return;
    }
    for (const [key, before] of this.believed.replacedEntries()) {
      const index = view.orders.get(key);
      if (index === undefined) continue;
      const value = before.request;
      this.verdicts.evaluated("CONFIG-UPSERT", index, () => ({ field: "request", value }));
    }
  }

  private violated(rule: string, { worker, last }: WorkerView, at: number, actual: string): void {
    this.verdicts.violated({
      rule,
      index: last,
      at,
      message: `the configuration that worker ${worker} was given`,
      expected: "that of the others, each thing once",
      actual,
    });
  }
}

/** A request that nobody made. */
function elsewhere(): Request {
  const value = { clusterId: "nobody asked for this" };
  return create(RequestSchema, { requestType: { case: "addCluster", value } });
}
