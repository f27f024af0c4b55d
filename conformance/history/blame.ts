// Which rule a history breaks that no legal order explains: promises are given up one at a time, and
// the first whose absence explains everything is what was not kept. Where it takes more than one,
// nobody is blamed, and whoever asked says so by the rule of the case.
import { accountOf, type Forgivable, leasesIn } from "./account.ts";
import { explain } from "./explain.ts";
import type { History, HistoryHeader } from "./history.ts";

interface Promised {
  readonly rule: string;
  readonly forgiven?: Forgivable;
  readonly header?: (header: HistoryHeader) => Partial<HistoryHeader>;
  readonly deaf?: true;
}

// What moves a lease comes before what is said of it: a lease that lingers makes counts wrong, too.
// What was never said of an expiry may be one that never was: nobody was told otherwise.
const promises: readonly Promised[] = [
  { rule: "LEASE-EXPIRES", header: () => ({ latenessMicros: Infinity }) },
  { rule: "EVENT-PROMPT", header: () => ({ eventMicros: Infinity }) },
  { rule: "EVENT-CONTENT", forgiven: "event-content" },
  { rule: "EVENT-ON-CHANGE", forgiven: "event-missing" },
  { rule: "EVENT-NO-NOOP", deaf: true },
  { rule: "LEASE-NEVER-EARLY", forgiven: "early" },
  { rule: "BIND-CLEAR-MATCH", forgiven: "clear-owner" },
  { rule: "BIND-RENEW-MATCH", forgiven: "renew-owner" },
  { rule: "LEASE-CAP", header: () => ({ leasesPerWorkerMax: Infinity }) },
  {
    rule: "BIND-TAKEOVER",
    header: ({ takeover }) => ({ takeover: takeover === "keeps" ? "installs" : "keeps" }),
  },
  { rule: "BIND-OWNER-WORKS", forgiven: "refusal" },
  { rule: "LEASE-FLOOR-STATIC", forgiven: "configured" },
  { rule: "STATUS-WORKER", forgiven: "previous" },
  { rule: "LEASE-COUNT", forgiven: "count" },
  { rule: "LEASE-EFFECTIVE-MAX", forgiven: "effective" },
];

/** How far each promise is followed; one that takes longer is not blamed. */
const statesMax = 5_000;
/** A state takes as long as the square of its leases: of so many a shorter way has to do. */
const leasesMax = 8;
const statesMaxOfMany = 200;

/** The rule that a worker did not keep, of a history that its account does not explain. */
export function blameOf(history: History, worker: number): string | undefined {
  const most = leasesIn(history, worker) > leasesMax ? statesMaxOfMany : statesMax;
  return promises.find((promised) => {
    const known = withoutPromise(history, promised);
    const { kind } = explain(accountOf(known, worker, promised.forgiven), most);
    return kind === "explained";
  })?.rule;
}

function withoutPromise(history: History, { header, deaf }: Promised): History {
  const told = deaf === true ? { events: [], subscribedAt: undefined } : {};
  const changed = header?.(history.header) ?? {};
  return { ...history, ...told, header: { ...history.header, ...changed } };
}
