import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { type Request, RequestSchema } from "../../wire/index.ts";
import { compileScenario } from "../../sim/index.ts";
import { defaultHttp2Constants } from "../model/http2-constants.ts";
import { loadCases } from "../runner/cases.ts";
import { http2With } from "./flood-limits.ts";
import { toldFloods } from "./told-floods.ts";

const { scenario } = loadCases().find((one) => one.scenario.id === "h2-ping-flood-one-more")!;
const { requests } = compileScenario(scenario).settings;

/** By number: what the only listener is told that the schema does not know. */
function toldIn(payloads: readonly Uint8Array[]): ReadonlyMap<number, number> {
  const told = payloads.map((payload) => fromBinary(RequestSchema, payload).requestType);
  const listeners = told.flatMap((one) => (one.case === "addHttpListener" ? [one.value] : []));
  expect(listeners).toHaveLength(1);
  const fields = listeners.flatMap(({ $unknown = [] }) => $unknown);
  return new Map(fields.map(({ no, data }) => [no, varintIn(data)]));
}

function varintIn(data: Uint8Array): number {
  return data.reduceRight((value, byte) => value * 128 + (byte & 127), 0);
}

function withoutUnknown(payload: Uint8Array): Request {
  return fromBinary(RequestSchema, payload, { readUnknownFields: false });
}

test("a listener is told every limit that is declared, and nothing else changes", () => {
  const { floods } = defaultHttp2Constants;
  const told = toldFloods(requests, defaultHttp2Constants);
  expect(toldIn(told)).toEqual(
    new Map([
      [13, floods.reset.limit],
      [14, floods.ping.limit],
      [15, floods.settings.limit],
      [16, floods.emptyData.limit],
      [17, floods.continuation.limit],
      [18, floods.lateFrame.limit],
      [23, floods.resetBeforeAnswer.limit],
      [27, floods.madeReset.limit],
      [29, floods.windowUpdate.limit],
    ]),
  );
  expect(told.map(withoutUnknown)).toEqual(requests.map(withoutUnknown));
});

test("of what is declared by no limit nothing is told", () => {
  expect(toldIn(toldFloods(requests, http2With({ ping: false, reset: 300 })))).toEqual(
    new Map(
      [...toldIn(toldFloods(requests, http2With({ reset: 300 })))].filter(([no]) => no !== 14),
    ),
  );
  expect(toldIn(toldFloods(requests, http2With({ reset: 300 }))).get(13)).toBe(300);
});

test("who adds no listener is asked as before", () => {
  const value = create(RequestSchema, { requestType: { case: "status", value: {} } });
  const payload = toBinary(RequestSchema, value);
  expect(toldFloods([payload], defaultHttp2Constants)[0]).toBe(payload);
});
