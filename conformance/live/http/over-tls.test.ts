// Cases in cleartext HTTP/2 become cases over TLS, and only those.
import { expect, test } from "vitest";
import { compileScenario, type Scenario } from "../../../sim/index.ts";
import { loadCases } from "../../runner/cases.ts";
import { asksForOtherNames, namesOverTls, overTls } from "./over-tls.ts";
import { hasCertificate, secureListeners } from "./securing.ts";

const cases = loadCases().map(({ scenario }) => scenario);
const moved = cases.filter((scenario) => overTls(scenario) !== scenario);

function clearHttp2(scenario: Scenario): readonly string[] {
  const secure = secureListeners(scenario);
  return Object.entries(scenario.actors).flatMap(([name, spec]) =>
    spec.kind === "http-client" && spec.protocol === "h2" && !secure.has(spec.to.port)
      ? [name]
      : [],
  );
}

test("there is a certificate for it", () => {
  expect(hasCertificate(namesOverTls)).toBe(true);
});

function namelessOverTls(scenario: Scenario): readonly string[] {
  const secure = secureListeners(scenario);
  return Object.entries(scenario.actors).flatMap(([name, spec]) =>
    spec.kind === "http-client" && spec.serverName === undefined && secure.has(spec.to.port)
      ? [name]
      : [],
  );
}

test("those and nobody else are moved who have HTTP/2 in the clear or handshakes without a word", () => {
  expect(moved.length).toBeGreaterThan(400);
  expect(moved.map(({ id }) => id)).toEqual(
    cases
      .filter((scenario) => clearHttp2(scenario).length + namelessOverTls(scenario).length > 0)
      .map(({ id }) => id),
  );
});

test("nobody of them is left, and every moved case can be played", () => {
  const over = moved.map(overTls);
  expect(over.flatMap(clearHttp2)).toEqual([]);
  expect(over.flatMap(namelessOverTls)).toEqual([]);
  expect(over.map(({ steps }) => steps.length)).toEqual(moved.map(({ steps }) => steps.length));
  for (const scenario of over) compileScenario(scenario);
});

test("who asks for another name than its handshake is told apart", () => {
  const several = moved.filter((scenario) => asksForOtherNames(overTls(scenario), scenario));
  const ids = several.map(({ id }) => id);
  expect(ids).toContain("route-match-listeners-h2");
  expect(ids).not.toContain("route-401-credentials-h2");
  // What generated worlds left behind asks on one connection for whatever it likes.
  const written = (all: readonly Scenario[]): number =>
    all.filter(({ tags }) => !tags.includes("regression")).length;
  expect(written(several)).toBeLessThan(written(moved) / 10);
});
