// The paired gauges of each worker against a ledger of their moves and against what is alive: what goes
// up comes down once, where it went up, never below zero, and is nothing when nothing is open. Who
// judges what stands beside this file.
import { MetricsConfiguration } from "../../../wire/index.ts";
import type { GaugeMoved } from "../../observe/data-plane.ts";
import type { Observation, OrderDone } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";
import { Books } from "./books.ts";
import { judgeInstant, perBackend } from "./instant-judge.ts";
import { judgeMove } from "./move-judge.ts";
import { activeRequests, judgeSlot, unitMoved } from "./request-judge.ts";
import { judgeShown } from "./shown-judge.ts";

const kinds = [
  "worker-started",
  "worker-ended",
  "slot",
  "gauge",
  "interim",
  "access",
  "access-refused",
  "socket",
  "http2",
  "table",
  "order-done",
  "run-ended",
] as const;

type Of<Kind extends Observation["kind"]> = Extract<Observation, { readonly kind: Kind }>;
type OfWorker = Exclude<Of<(typeof kinds)[number]>, Of<"run-ended">>;

export class GaugeChecker implements Checker {
  readonly kinds: readonly Observation["kind"][] = kinds;
  private readonly verdicts: Verdicts;
  private readonly workers = new Map<number, Books>();
  /** Those to whom something happened in this instant. */
  private readonly touched: Books[] = [];
  private instant = 0;

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number): void {
    if (observation.at > this.instant) {
      this.instantEnds(this.instant, index);
      this.instant = observation.at;
    }
    if (observation.kind === "run-ended") {
      this.instantEnds(observation.at, index);
      for (const books of this.workers.values()) atRest(books, observation.at, index);
    } else if (isOfWorker(observation)) {
      this.seen(observation, index);
    }
  }

  private seen(seen: OfWorker, index: number): void {
    if (seen.kind === "worker-started" || seen.kind === "worker-ended") {
      this.lived(seen, index);
      return;
    }
    const books = this.booksOf(seen.worker);
    if (books.isBroken) return;
    if (!books.isTouched) {
      books.isTouched = true;
      this.touched.push(books);
    }
    enter(books, seen, index);
    if (seen.kind !== "order-done") books.movedAt = seen.at;
  }

  /** What a worker held goes with its process; what it left behind before that, it kept. */
  private lived({ kind, worker, at }: Of<"worker-started" | "worker-ended">, index: number): void {
    const books = this.workers.get(worker);
    if (books !== undefined && kind === "worker-ended") {
      this.instantEnds(at, index);
      atRest(books, at, index);
    }
    this.workers.delete(worker);
  }

  private instantEnds(at: number, index: number): void {
    if (this.touched.length === 0) return;
    for (const books of this.touched) {
      books.isTouched = false;
      if (!books.isBroken) judgeInstant(books, { at, index });
    }
    this.touched.length = 0;
  }

  private booksOf(worker: number): Books {
    let books = this.workers.get(worker);
    if (books === undefined) {
      books = new Books(worker, this.verdicts);
      this.workers.set(worker, books);
    }
    return books;
  }
}

type Entered = Exclude<OfWorker, Of<"worker-started" | "worker-ended">>;

function enter(books: Books, seen: Entered, index: number): void {
  switch (seen.kind) {
    case "gauge":
      moved(books, seen, index);
      return;
    case "slot":
      judgeSlot(books, seen, index);
      return;
    case "interim":
      books.loose.interimAt = index;
      return;
    case "access":
    case "access-refused":
      books.loose.records += 1;
      return;
    case "socket":
      books.sockets.move(seen);
      return;
    case "http2":
      books.http2.show(seen);
      return;
    case "table":
      books.sockets.levelShown(seen.effective);
      return;
    case "order-done":
      ordered(books, seen, index);
  }
}

function moved(books: Books, seen: GaugeMoved, index: number): void {
  const series = judgeMove(books, seen, index);
  if (books.isBroken) return;
  if (seen.name === activeRequests) unitMoved(books, seen, index);
  else if (seen.name !== perBackend) return;
  else if (seen.delta > 0) books.sockets.file(series);
  else books.sockets.touched.add(series);
}

/** GAUGE-CLEAR: what it is about, and what is read behind it. */
function ordered(books: Books, seen: OrderDone, index: number): void {
  if (seen.status !== "ok") return;
  const { case: verb, value } = seen.request.requestType;
  switch (verb) {
    case "configureMetrics":
      if (value !== MetricsConfiguration.CLEAR) {
        books.isDisabled = value === MetricsConfiguration.DISABLED;
      }
      books.disturbedAt = index;
      return;
    case "removeCluster":
    case "removeBackend":
      books.disturbedAt = index;
      return;
    case "queryMetrics":
      judgeShown(books, seen, index);
      return;
    default:
      return;
  }
}

/** GAUGE-REST: with no connection open. That of requests follows from its sum. */
function atRest(books: Books, at: number, index: number): void {
  const { ledger, sockets, isBroken } = books;
  if (isBroken || sockets.most > 0) return;
  const rule = "GAUGE-REST";
  for (const { name, value, index: last } of ledger.all()) {
    if (name === activeRequests || last < 0) continue;
    if (value !== 0) {
      const message = "a paired gauge";
      const [expected, actual] = [`${name} at 0`, `${value}`];
      books.fails({ rule, index, at, message, expected, actual });
      return;
    }
    if (!isJudgedAlive(name) && books.counted(rule)) {
      books.sample(rule, last, { field: "times", value: 0 });
    }
  }
}

/** What is held against what is alive at the end of every instant fails there already. */
function isJudgedAlive(name: string): boolean {
  return name.startsWith("backend.") || name === perBackend || name.startsWith("h2.connection.");
}

const ofWorkers: ReadonlySet<Observation["kind"]> = new Set(kinds.slice(0, -1));

function isOfWorker(observation: Observation): observation is OfWorker {
  return ofWorkers.has(observation.kind);
}
