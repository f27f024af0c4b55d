// Judges the history of a live case: what no legal order of verbs and expiries explains is a violation
// of the promise that is to blame.
import { checkHistory, type WorkerVerdict } from "../history/check.ts";
import { blameOf } from "../history/blame.ts";
import { evaluationsOf } from "../history/evaluations.ts";
import type { History, HistoryOperation } from "../history/history.ts";
import type { Violation } from "../checkers/verdicts.ts";

export interface HistoryFindings {
  readonly evaluations: ReadonlyMap<string, number>;
  readonly violations: readonly Violation[];
  readonly inconclusive: string | undefined;
}

/**
 * `rules` are those of the case: the first is broken when no single promise is to blame. `departed` are
 * the sessions whose client was gone at the end.
 */
export function judgeHistory(
  history: History,
  rules: readonly string[],
  departed: ReadonlySet<string>,
): HistoryFindings {
  // LEASE-CRASH-SAFE: what nobody is left to renew or clear.
  const isOrphaned = history.operations.every(
    ({ verb, session }) => verb === "clear" || departed.has(session),
  );
  const named = (rule: string): string =>
    isOrphaned && rule === "LEASE-EXPIRES" ? "LEASE-CRASH-SAFE" : rule;
  const verdicts = checkHistory(history);
  const evaluations = new Map<string, number>();
  const byWorker = new Map<string, ReturnType<typeof evaluationsOf>>();
  for (const { worker, kind } of verdicts) {
    if (kind !== "explained") continue;
    const shown = shownBy(history, worker);
    const counts = byWorker.get(shown) ?? evaluationsOf(history, worker);
    byWorker.set(shown, counts);
    for (const [blamed, count] of counts) {
      const rule = named(blamed);
      evaluations.set(rule, (evaluations.get(rule) ?? 0) + count);
    }
  }
  const violations = verdicts
    .filter(({ kind }) => kind === "impossible")
    .map((verdict) => {
      const rule = blameOf(history, verdict.worker) ?? rules[0] ?? "STATUS-WORKER";
      return violationOf(named(rule), verdict);
    });
  const open = verdicts.find(({ kind }) => kind === "inconclusive");
  const inconclusive =
    open === undefined
      ? undefined
      : `worker ${open.worker}: no legal order was found within ${open.states} states, nor ruled out`;
  return { evaluations, violations, inconclusive };
}

/** All but instants: workers that showed the same would have broken the same by another value. */
function shownBy({ operations, events, lives }: History, worker: number): string {
  const answers = operations.map((operation) => operation.answers[String(worker)] ?? null);
  const told = events
    .filter((event) => event.worker === worker)
    .map(({ previous, effective, transition, clientId }) => [
      ...[previous, effective, transition, clientId ?? null],
    ]);
  return JSON.stringify([answers, told, lives.has(worker)]);
}

function violationOf(rule: string, { worker, witness }: WorkerVerdict): Violation {
  const operations = witness?.operations ?? [];
  const told = operations.map((operation) => operationText(operation, worker));
  const events = witness?.events === true ? ["the level events"] : [];
  return {
    rule,
    index: 0,
    at: witness?.until ?? 0,
    message: `no legal order explains what worker ${worker} showed`,
    expected: "answers and events that some order of verbs and expiries explains",
    actual: [...told, ...events].join("; ") || "the level events",
  };
}

function operationText({ id, verb, clientId, answers }: HistoryOperation, worker: number): string {
  return `${id} ${verb} ${JSON.stringify(clientId)}: ${JSON.stringify(answers[String(worker)])}`;
}
