// The ledger of rows, verb by verb: what has to stand where, and what is left open.
import { create, MetricsConfiguration, RequestSchema, type Request } from "../../../wire/index.ts";
import { expect, test } from "vitest";
import { Filings } from "./filings.ts";

type RequestType = Request["requestType"];

function addressed(port: number): object {
  return { address: { ip: { v4: 1 }, port } };
}

function addedType(backend: string, port = 80): RequestType {
  return asked("addBackend", { clusterId: "c", backendId: backend, ...addressed(port) });
}

function added(backend: string, port = 80): Step {
  return step(addedType(backend, port));
}

function removed(backend: string, port = 80): Step {
  return step(asked("removeBackend", { clusterId: "c", backendId: backend, ...addressed(port) }));
}

function asked(verb: string, value: unknown): RequestType {
  const requestType = { case: verb, value } as RequestType;
  return create(RequestSchema, { requestType }).requestType;
}

function configured(order: MetricsConfiguration): Step {
  return step(asked("configureMetrics", order));
}

const { CLEAR, DISABLED, ENABLED } = MetricsConfiguration;

type Step = (filings: Filings) => void;

function step(requestType: RequestType): Step {
  const request = create(RequestSchema, { requestType });
  return (filings) => {
    filings.apply(0, request);
  };
}

const atBackend: Step = (filings) => {
  filings.shown(3);
};

function filed(floor: number, steps: readonly Step[]): Record<string, string> {
  const filings = new Filings(floor);
  for (const each of [step(asked("addCluster", { clusterId: "c" })), ...steps]) each(filings);
  return Object.fromEntries(
    [...filings.amounts()].map(([key, { least, most }]) => [key, `${least}-${most}`]),
  );
}

const [own, shared, process] = ['["c","b"]', '["c",null]', "[null,null]"];

test.each<[string, number, readonly Step[], Record<string, string>]>([
  ["the process", 0, [added("b"), added("d")], { [process]: "2-2" }],
  ["a frontend, like the process", 1, [added("b")], { [process]: "1-1" }],
  ["the cluster", 2, [added("b"), added("d")], { [shared]: "2-2" }],
  ["the back end", 3, [added("b"), added("d")], { [own]: "1-1", '["c","d"]': "1-1" }],
  ["the level shown last", 0, [atBackend, added("b")], { [own]: "1-1" }],
  ["the same again", 3, [added("b"), added("b")], { [own]: "1-1" }],
  ["again elsewhere", 2, [added("b"), atBackend, added("b")], { [own]: "1-1" }],
  ["two addresses", 3, [added("b"), added("b", 81)], { [own]: "1-2" }],
  ["one of two", 3, [added("b"), added("b", 81), removed("b")], { [own]: "1-2" }],
  [
    "a second elsewhere",
    2,
    [added("b"), atBackend, added("b", 81)],
    { [shared]: "0-2", [own]: "1-2" },
  ],
  ["none left", 3, [added("b"), removed("b")], { [own]: "0-1" }],
  ["no cluster left", 2, [added("b"), step(asked("removeCluster", "c"))], { [shared]: "0-1" }],
  ["cleared", 2, [added("b"), configured(CLEAR)], { [shared]: "0-1" }],
  ["disabled", 2, [configured(DISABLED), added("b")], { [shared]: "0-1" }],
  ["enabled", 2, [configured(DISABLED), configured(ENABLED), added("b")], { [shared]: "1-1" }],
])("%s", (_what, floor, steps, expected) => {
  expect(filed(floor, steps)).toEqual(expected);
});

test("an expiry in the instant of an order leaves open which of them came first", () => {
  const filings = new Filings(3);
  const apply = (at: number, requestType: RequestType): void => {
    filings.apply(at, create(RequestSchema, { requestType }));
  };
  apply(1, asked("addCluster", { clusterId: "c" }));
  apply(2, addedType("d"));
  apply(3, addedType("b"));
  filings.expired(3, 0);
  const found = [...filings.amounts()].map(([key, { least, most }]) => `${key} ${least}-${most}`);
  expect(found).toEqual([`["c","d"] 1-1`, `${own} 0-1`, `${process} 0-1`]);
});
