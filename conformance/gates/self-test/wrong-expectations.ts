// Turns what a case expects into what it must not get, one value at a time.
import type { Expectation, ExpectedStatus, Scenario, StepExpectation } from "../../../sim/index.ts";

const otherStatus: Readonly<Record<ExpectedStatus, ExpectedStatus>> = {
  ok: "failure",
  failure: "ok",
  errors: "none",
  none: "ok",
};

const never = { previous: "process", effective: "backend", transition: "lease_apply" } as const;

export function* wrongExpectations({ expect }: Scenario): Generator<Expectation, void> {
  for (const expectation of expect) {
    if ("step" in expectation) yield* wrongSteps(expectation);
    else if ("events" in expectation) {
      const { events } = expectation;
      const invented = { ...never, sources: ["0"], clientId: "nobody", at: [0, 0] as const };
      yield { ...expectation, events: { ...events, exactly: [...events.exactly, invented] } };
      const late = events.exactly.map((event) => ({ ...event, at: [0, 0] as const }));
      if (late.length > 0) yield { ...expectation, events: { ...events, exactly: late } };
    } else if ("log" in expectation) {
      const lines = [expectation.log.lines[1] + 1, expectation.log.lines[1] + 1] as const;
      yield { ...expectation, log: { ...expectation.log, lines } };
    }
  }
}

function* wrongSteps(expectation: StepExpectation): Generator<Expectation, void> {
  const { status, workers, workerRequests, at, message } = expectation;
  if (status !== undefined) yield { ...expectation, status: otherStatus[status] };
  if (at !== undefined) yield { ...expectation, at: [at[1] + 1, at[1] + 1] };
  if (workerRequests !== undefined) {
    yield { ...expectation, workerRequests: workerRequests + 1 };
  }
  if (message !== undefined) {
    yield { ...expectation, message: { includes: ["words that nobody says"] } };
  }
  if (workers === undefined) return;
  yield { ...expectation, workers: { ...workers, 77: {} } };
  for (const [id, worker] of Object.entries(workers)) {
    if (worker.count === undefined) continue;
    yield { ...expectation, workers: { ...workers, [id]: { ...worker, count: worker.count + 1 } } };
  }
}
