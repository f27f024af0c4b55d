// An exchange survives its way between processes, digests of its bodies included.
import { deserialize, serialize } from "node:v8";
import { expect, test } from "vitest";
import { play, type TraceEvent } from "../../../sim/index.ts";
import { loadCases } from "../../runner/cases.ts";
import { playOptionsOf } from "../../runner/run-case.ts";
import { referenceTarget } from "../../targets/reference.ts";
import { exchangeSeen } from "../../observe/data-plane.ts";
import { copyOf, packedEvent, unpackedEvent } from "./packed-exchange.ts";

const { scenario } = loadCases().find((one) => one.scenario.id === "body-h1-close-delimited")!;
const { journals } = play(scenario, referenceTarget().testee, playOptionsOf(0));
const exchanges = journals.flatMap((journal) => journal.exchanges);

test.each(exchanges)("$role of $label", (exchange) => {
  const event: TraceEvent = {
    ...{ at: 5, node: exchange.actor, kind: "probe" },
    event: { kind: "exchange", phase: "ended", exchange: copyOf(exchange) } as never,
  };
  const travelled = unpackedEvent(deserialize(serialize(packedEvent(event))) as TraceEvent);
  const seen = (told: TraceEvent) =>
    told.kind === "probe" && exchangeSeen(told.at, told.event, new Map());
  expect(seen(travelled)).toEqual(seen(event));
  expect(seen(travelled)).toMatchObject({ answerDigest: exchange.response.body.text });
});
