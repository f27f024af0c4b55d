// Declared limits of floods: what is not said is as the contract has it, and who declares none is promised
// nothing and owes nothing.
import { expect, test } from "vitest";
import { defaultHttp2Constants, sharesLimits, undeclaredFloods } from "../model/http2-constants.ts";
import { http2With } from "./flood-limits.ts";

test("whoever says nothing has the limits of the contract", () => {
  expect(http2With()).toEqual(defaultHttp2Constants);
  expect(undeclaredFloods(http2With()).size).toBe(0);
});

test("a limit that is declared is the one that is honest up to itself", () => {
  expect(http2With({ ping: 7 }).floods.ping).toEqual({ limit: 7, honest: 7 });
});

test("whoever declares none is not asked for it", () => {
  const constants = http2With({ ping: false, window_update: false, late_frame: false });
  expect([...undeclaredFloods(constants)]).toEqual(["H2-FLOOD-PING"]);
});

test("words with the usual limits in mind hold for the usual limits", () => {
  const constants = http2With({ ping: 7, header_fields_max: 100 });
  const shared = ["H2-FLOOD-PING", "H2-FLOOD-HEADERS", "H2-FLOOD-SETTINGS", "H2-CONVERT"];
  expect(shared.map((rule) => sharesLimits(rule, constants))).toEqual([false, false, true, true]);
});

test("who may end a flood with any code shares no words about floods", () => {
  expect(sharesLimits("H2-FLOOD-SETTINGS", http2With({ end: "any_error" }))).toBe(false);
});
