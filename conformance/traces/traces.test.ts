// What is written down of a run: that watching changes nothing, that every step is where it was, and that
// a failure stands at the message that showed it.
import { describe, expect, test } from "vitest";
import type { TraceEvent } from "../../sim/index.ts";
import { create, encodeRequest, frameOf, RequestSchema } from "../../wire/index.ts";
import { judgedRules } from "../checkers/families.ts";
import { loadDefects } from "../defects/defect.ts";
import { withDefect } from "../defects/load.ts";
import { loadCases } from "../runner/cases.ts";
import { runCase } from "../runner/run-case.ts";
import { referenceTarget } from "../targets/reference.ts";
import { stepOf } from "./draft.ts";
import { exampleTraces } from "./example-traces.ts";
import { traceFailure } from "./failure-trace.ts";
import { TraceRecorder } from "./trace-recorder.ts";

const cases = loadCases();
const reference = referenceTarget();

test("a run that is watched is the same run, and its steps are in order", () => {
  for (const { scenario } of cases.filter((_, index) => index % 23 === 0)) {
    const watcher = new TraceRecorder();
    const watched = runCase(scenario, reference, { seed: 1, watcher });
    expect(watched.hash).toBe(runCase(scenario, reference, { seed: 1 }).hash);
    const steps = watcher.drafts.between(0, Number.POSITIVE_INFINITY).map(stepOf);
    const instants = steps.map(({ at }) => at);
    expect(instants).toEqual(instants.toSorted((left, right) => left - right));
    expect(steps.filter(({ at, takenAt }) => takenAt !== undefined && takenAt < at)).toEqual([]);
    expect(watcher.places).toHaveLength(watched.observations.length);
  }
});

test("a failure is marked at the message that showed it, with what went before", async () => {
  const defect = loadDefects().find(({ id }) => id === "cap-off-by-one");
  const target = await withDefect(defect!);
  const { scenario } = cases.find((one) => one.scenario.id === "lease-cap-renewal")!;
  const failed = runCase(scenario, target, { seed: 0 });
  const { trace, events } = traceFailure(scenario, target, failed);
  const [mark] = trace.marks;
  expect(mark).toMatchObject({
    rule: "LEASE-CAP",
    verdict: "broken",
    expected: "failure",
    actual: "ok",
  });
  expect(trace.steps[mark!.step]).toMatchObject({
    kind: "message",
    from: "worker-0",
    to: "master",
    summary: "0-66-0: OK, effective backend, leases 65",
  });
  expect(trace.lanes.slice(-3)).toEqual(["master", "worker-0", "worker-1"]);
  expect(events.get("LEASE-CAP")?.at(-1)).toBe(
    "3.000000 s  worker-0 -> master  0-66-0: OK, effective backend, leases 65",
  );
  expect(trace.steps.length).toBeLessThanOrEqual(261);
});

test("every rule that is judged has an example, marked inside it", () => {
  const some = cases.filter((_, index) => index % 15 === 0);
  const examples = exampleTraces(some, reference);
  const evaluated = new Set(
    some.flatMap(({ scenario }) => [
      ...runCase(scenario, reference, { seed: 0 }).evaluations.keys(),
    ]),
  );
  expect(new Set(examples.keys())).toEqual(evaluated);
  expect([...evaluated].filter((rule) => !judgedRules.has(rule))).toEqual([]);
  for (const [rule, { marks, steps }] of examples) {
    expect(marks.map((mark) => mark.rule)).toEqual([rule]);
    expect(steps[marks[0]!.step]).toBeDefined();
  }
});

describe("bytes on a connection", () => {
  const frame = frameOf(
    encodeRequest(
      create(RequestSchema, {
        requestType: { case: "setMetricDetail", value: { clientId: "a", ttlSeconds: 60 } },
      }),
    ),
  );
  const link = { at: 5, conn: 1, link: 1 };

  function recorded(...events: readonly TraceEvent[]): readonly ReturnType<typeof stepOf>[] {
    const recorder = new TraceRecorder();
    recorder.event({ ...link, kind: "connect", node: "alice", to: { kind: "unix", path: "/s" } });
    recorder.event({ ...link, kind: "accept", node: "master", opener: "alice", facts });
    for (const event of events) recorder.event(event);
    return recorder.drafts.between(0, Number.POSITIVE_INFINITY).slice(1).map(stepOf);
  }
  const facts = {
    listener: 1,
    credentials: undefined,
    local: { kind: "unix", path: "/s" },
    remote: { kind: "unix", path: "" },
  } as const;

  function wrote(bytes: Uint8Array): TraceEvent {
    return { ...link, kind: "write", node: "alice", opener: true, bytes };
  }

  function took(at: number, bytes: Uint8Array): TraceEvent {
    return { ...link, at, kind: "data", node: "master", opener: false, bytes };
  }

  test("are one message however they are cut, taken with the last byte", () => {
    for (let cut = 1; cut < frame.length; cut++) {
      const steps = recorded(
        wrote(frame.slice(0, cut)),
        wrote(frame.slice(cut)),
        took(6, frame.slice(0, cut)),
        took(9, frame.slice(cut)),
      );
      expect(steps).toEqual([
        {
          at: 5,
          kind: "message",
          from: "alice",
          to: "master",
          connection: 1,
          summary: 'apply "a", no level, 60 s',
          content: expect.stringContaining("ttlSeconds") as string,
          hex: Buffer.from(frame).toString("hex"),
          bytes: frame.length,
          takenAt: 9,
          takenAfter: 0,
        },
      ]);
    }
  });

  test("that are no frame are shown as what they are", () => {
    const garbage = new Uint8Array(16).fill(0xff);
    const steps = recorded(wrote(garbage), wrote(garbage), took(7, garbage));
    expect(steps.map(({ summary, takenAt }) => [summary, takenAt])).toEqual([
      ["no frame: a length of 18446744073709551615 bytes", 7],
      ["16 bytes", 7],
    ]);
  });

  test("that never became a frame are counted when the connection ends", () => {
    const reset: TraceEvent = { ...link, kind: "reset", node: "alice" };
    expect(recorded(wrote(frame.slice(0, 9)), reset)).toEqual([
      {
        at: 5,
        kind: "close",
        from: "alice",
        to: "master",
        connection: 1,
        summary: "resets, 9 bytes of a frame unsaid",
      },
    ]);
  });

  test("of a payload that does not decode are said not to", () => {
    const [step] = recorded(wrote(frameOf(new Uint8Array([0xff, 0xff]))));
    expect(step?.summary).toBe("a payload that does not decode");
  });
});
