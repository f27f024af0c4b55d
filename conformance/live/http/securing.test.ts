// For every certificate that a case's listeners show there is one with these names.
import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { compileScenario } from "../../../sim/index.ts";
import { decodeRequest } from "../../../wire/index.ts";
import { loadCases } from "../../runner/cases.ts";
import { hasCertificate, secured, secureListeners } from "./securing.ts";

const cases = loadCases().map(({ scenario }) => scenario);
const secure = cases.filter((scenario) => secureListeners(scenario).size > 0);
const names = [...new Set(secure.flatMap((one) => [...secureListeners(one).values()]))];

test.each(names)("%s", (text) => {
  expect(hasCertificate(text)).toBe(true);
});

test("the proxy is configured with a certificate that bears them, and nothing else changes", () => {
  const scenario = secure.find(({ id }) => id === "route-421-h1")!;
  const asked = compileScenario(secured(scenario)).settings.requests.map((one) =>
    decodeRequest(one),
  );
  expect(asked).toHaveLength(compileScenario(scenario).settings.requests.length);
  const listeners = asked.flatMap((one) =>
    one.ok && one.message.requestType.case === "addHttpsListener"
      ? [one.message.requestType.value]
      : [],
  );
  const shown = listeners.map(({ certificate }) => new X509Certificate(certificate));
  expect(shown.map(({ subjectAltName }) => subjectAltName)).toEqual([
    "DNS:www.a.example, DNS:*.b.example",
  ]);
});
