import { expect, test } from "vitest";
import { decodeRequest, decodeWorkerRequest } from "../../wire/index.ts";
import { compileScenario } from "./compile.ts";
import type { Scenario } from "./scenario.ts";
import type { ApplyStep, Step } from "./step.ts";

function compiled(
  steps: readonly Step[],
  actors: Scenario["actors"] = { a: { kind: "operator" } },
) {
  return compileScenario({
    format: 1,
    id: "example",
    title: "An example.",
    rules: ["LEASE-CAP"],
    cells: [],
    tags: [],
    source: "here",
    actors,
    steps,
    expect: [],
    endMicros: 100,
  });
}

function hexOf(step: Step): string {
  const action = compiled([step]).programs.get("a")?.[0]?.action;
  return Buffer.from((action as { bytes: Uint8Array }).bytes).toString("hex");
}

const apply: ApplyStep = { at: 1, actor: "a", do: "apply", clientId: "a", detail: "backend" };

// The golden frames of control-plane.md §1.5.
test.each([
  [{ ...apply, ttlSeconds: 60 }, "1200000000000000ba03070a01611003183c"],
  [{ at: 1, actor: "a", do: "clear", clientId: "a" }, "1000000000000000ba03050a01612001"],
  [{ at: 1, actor: "a", do: "apply", detail: "backend" }, "0d00000000000000ba03021003"],
  [{ ...apply, detail: -1 }, "1900000000000000ba030e0a016110ffffffffffffffffff01"],
  [{ ...apply, ttlSeconds: 4_294_967_295 }, "1600000000000000ba030b0a0161100318ffffffff0f"],
  [{ ...apply, clear: false }, "1200000000000000ba03070a016110032000"],
  [{ ...apply, detail: 0 }, "1000000000000000ba03050a01611000"],
  [{ at: 1, actor: "a", do: "request", request: { status: {} } }, "0a000000000000006200"],
  [{ at: 1, actor: "a", do: "raw", hex: "0800 0000" }, "08000000"],
] as const satisfies readonly (readonly [Step, string])[])("%o is %s", (step, hex) => {
  expect(hexOf(step)).toBe(hex);
});

test("what a step leaves out is not on the wire", () => {
  const decoded = decodeRequest(
    Buffer.from(hexOf({ at: 1, actor: "a", do: "apply" }), "hex").subarray(8),
  );
  expect(decoded).toMatchObject({
    ok: true,
    message: { requestType: { case: "setMetricDetail" } },
  });
  expect(hexOf({ at: 1, actor: "a", do: "apply" })).toBe("0b00000000000000ba0300");
});

test.each([
  ["0a00000000000000 6200 0800000000000000", 2],
  ["0700000000000000 0a00000000000000 6200", 1],
  ["0a00000000000000 62", 0],
])("the bytes %s ask for %i replies", (hex, requests) => {
  const [step] = compiled([{ at: 1, actor: "a", do: "raw", hex }]).programs.get("a") ?? [];
  expect(step?.action).toMatchObject({ requests });
});

test("steps are sorted by instant and keep their order within one", () => {
  const { programs } = compiled([
    { at: 5, actor: "a", label: "late-{n}", do: "look", times: 2, everyMicros: 0 },
    { at: 1, actor: "a", label: "early", do: "look" },
    { at: 5, actor: "a", do: "close" },
  ]);
  const order = programs.get("a")?.map(({ step, action }) => step ?? action.kind);
  expect(order).toEqual(["early", "late-0", "late-1", "close"]);
});

test("a scripted master's request goes to its worker, binding and all", () => {
  const step: Step = { ...apply, worker: "1", peerPid: 7, peerSession: "0x1" };
  const { programs } = compiled([step], { a: { kind: "scripted-master" } });
  const [sent] = programs.get("a") ?? [];
  expect(sent?.connection).toBe("worker-1");
  const { bytes, requestId } = sent?.action as { bytes: Uint8Array; requestId: string };
  const value = { clientId: "a", detail: 3, peerPid: 7, peerSessionUlid: "0x1" };
  expect(decodeWorkerRequest(bytes.subarray(8))).toMatchObject({
    ok: true,
    message: { id: requestId, content: { requestType: { case: "setMetricDetail", value } } },
  });
});

test("a world left out is calm and small", () => {
  expect(compiled([]).settings).toEqual({
    commandSocket: "/run/kakehi/command.sock",
    workers: 2,
    detail: "cluster",
    workerTimeoutSeconds: 10,
    automaticRestart: true,
    credentials: "peer",
    frameBytesMax: 2_000_000,
    latencyMicros: [0, 0],
    segmentation: "whole",
    windowBytes: 65_536,
    topology: "fleet",
    workerScripts: {},
    statsd: undefined,
    allowedUids: undefined,
    savedState: undefined,
    buffersMax: undefined,
    files: new Map(),
    requests: [],
  });
});
