import { ScalarType } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { create, encodeRequest, frameOf, RequestSchema } from "../../wire/index.ts";
import { referenceTarget } from "../targets/reference.ts";
import type { Answer, Capture } from "./capture.ts";
import { exclusions } from "./exclusions.ts";
import { loadExpectedDifferences } from "./store.ts";
import { playCapture } from "./play-capture.ts";

type RequestInit = NonNullable<Parameters<typeof create<typeof RequestSchema>>[1]>;

const { testee } = referenceTarget();

function sent(init: RequestInit): string {
  return Buffer.from(frameOf(encodeRequest(create(RequestSchema, init)))).toString("hex");
}

const list = sent({ requestType: { case: "listWorkers", value: {} } });
const status = sent({ requestType: { case: "status", value: {} } });
const oversize = "ff".repeat(8);
const load = sent({ requestType: { case: "loadState", value: "./st" } });
const cluster = sent({ requestType: { case: "addCluster", value: { clusterId: "c" } } });

function answersTo(steps: Capture["steps"], world: Capture["world"] = {}): readonly Answer[] {
  const capture: Capture = {
    format: 1,
    name: "sample",
    release: "2.1.0",
    world: { workerTimeoutSeconds: 1, ...world },
    processes: { client: ["A", "B"] },
    steps,
    answers: {},
    end: 5_000,
  };
  return playCapture(capture, testee).get("A") ?? [];
}

const send = (at: number, hex: string, conn = "A") => ({ at, conn, do: "send", hex }) as const;
const workers = (answer: Answer | undefined): unknown => answer?.content?.["workers"];

test("bytes of one millisecond arrive in their order, and each is answered then", () => {
  const answers = answersTo([send(7, cluster), send(7, list), send(7, status)]);
  expect(answers.map(({ kind, status: how }) => [kind, how])).toEqual([
    ["progress", "processing"],
    ["reply", "ok"],
    ["reply", "ok"],
    ["progress", "processing"],
    ["reply", "ok"],
  ]);
  expect(answers.every(({ at }) => at >= 7 && at < 8)).toBe(true);
});

test("a worker that was stopped is silent until it goes on", () => {
  const answers = answersTo([
    { at: 1, do: "pause", node: "worker-1" },
    send(2, status),
    { at: 2_000, do: "resume", node: "worker-1" },
    send(3_000, status),
  ]);
  const replies = answers.filter(({ kind }) => kind === "reply");
  expect(replies.map(workers)).toEqual([
    { 0: "running", 1: "not_answering" },
    { 0: "running", 1: "running" },
  ]);
  expect(Math.round(replies[0]?.at ?? 0)).toBe(1_002);
});

test("what came later in the same millisecond has not happened yet", () => {
  const answers = answersTo([send(7, list), { at: 7, do: "kill", node: "worker-0" }]);
  expect(answers.map(workers)).toEqual([{ 0: "running", 1: "running" }]);
});

test("a worker that was killed is gone", () => {
  const steps = [{ at: 1, do: "kill", node: "worker-0" } as const, send(2, list)];
  const answers = answersTo(steps, { automaticRestart: false });
  expect(answers.map(workers)).toEqual([{ 0: "stopped", 1: "running" }]);
});

test("a name stands for one connection: nothing is sent on it after its end", () => {
  const answers = answersTo([send(1, oversize), send(2_000, list)]);
  expect(answers.map(({ kind }) => kind)).toEqual(["reply", "closed"]);
});

test("what follows a client's own end is no answer", () => {
  const steps = [send(1, list), { at: 2, conn: "A", do: "close" } as const, send(3, list)];
  expect(answersTo(steps).map(({ kind }) => kind)).toEqual(["reply"]);
});

test("a state file lies where the client looks for it", () => {
  const files = { "./st": { records: [{ addCluster: { clusterId: "c" } }] } };
  const statuses = [answersTo([send(1, load)], { files }), answersTo([send(1, load)])];
  expect(statuses.map((answers) => answers.at(-1)?.status)).toEqual(["ok", "failure"]);
});

/** The verbs that the reference does, and of which it does not say what no rule says. */
const unjudged = ["count_requests", "logging"];

const refused = [...new Set(loadExpectedDifferences().flatMap(({ excluded }) => excluded ?? []))]
  .filter((name) => !unjudged.includes(name))
  .flatMap((name) => RequestSchema.fields.find((field) => field.name === name) ?? []);

test.each(refused.map((field) => [field.name, field] as const))(
  "%s is excluded, so the reference refuses it",
  (name, field) => {
    expect(exclusions).toContain(name);
    const key =
      (field.number << 3) |
      (field.fieldKind === "scalar" && field.scalar !== ScalarType.STRING ? 0 : 2);
    const payload = Uint8Array.of((key & 0x7f) | 0x80, key >>> 7, 0);
    const payloadHex = Buffer.from(frameOf(key < 0x80 ? Uint8Array.of(key, 0) : payload));
    const answers = answersTo([send(1, payloadHex.toString("hex"))]);
    expect(answers.map(({ kind, status: how }) => [kind, how])).toEqual([["reply", "failure"]]);
  },
);
