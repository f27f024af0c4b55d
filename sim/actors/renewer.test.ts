import { expect, test } from "vitest";
import { decodeRequest } from "../../wire/index.ts";
import { renewerProgram, renewPeriodMicros } from "./renewer.ts";
import type { RenewerOptions } from "./renewer.ts";

const options: RenewerOptions = {
  name: "top",
  clientId: "top:1:00000000",
  detail: 3,
  ttlSeconds: 3,
  startMicros: 1_000_000,
  stopMicros: 5_000_000,
  period: "exact",
};

test.each([
  [60, 30_000_000, 30_000_000],
  [4, 2_000_000, 2_000_000],
  [3, 1_500_000, 1_000_000],
  [2, 1_000_000, 1_000_000],
  [1, 500_000, 1_000_000],
])("a ttl of %i renews every %i us exactly, every %i us in whole seconds", (ttl, exact, whole) => {
  expect(renewPeriodMicros(ttl, "exact")).toBe(exact);
  expect(renewPeriodMicros(ttl, "whole-seconds")).toBe(whole);
});

test("applies, renews every half ttl and clears when it is stopped", () => {
  const sent = [...renewerProgram(options)];
  expect(sent.map(({ at, step }) => [at, step])).toEqual([
    [1_000_000, "top:apply"],
    [2_500_000, "top:renew-1"],
    [4_000_000, "top:renew-2"],
    [5_000_000, "top:clear"],
  ]);
});

test("a renewal that falls on the stop gives way to the clear", () => {
  const sent = [...renewerProgram({ ...options, stopMicros: 4_000_000 })];
  expect(sent.map(({ step }) => step)).toEqual(["top:apply", "top:renew-1", "top:clear"]);
});

test("the clear names the id and nothing else, a renewal is the apply again", () => {
  const verbs = [...renewerProgram(options)].map(({ action }) =>
    decodeRequest((action as { bytes: Uint8Array }).bytes.subarray(8)),
  );
  const apply = { clientId: options.clientId, detail: 3, ttlSeconds: 3 };
  const fields = verbs.map((decoded) => {
    expect(decoded.ok).toBe(true);
    return (decoded as { message: { requestType: { value: object } } }).message.requestType.value;
  });
  expect(fields).toMatchObject([apply, apply, apply, { clear: true }]);
});
