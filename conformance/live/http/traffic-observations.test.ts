// Records of an access log as the checkers are told of them.
import { expect, test } from "vitest";
import { accessFormat } from "../../model/access/formats.ts";
import { trafficObservations } from "./traffic-observations.ts";

const kindsOf = (instants: readonly number[]): readonly string[] =>
  trafficObservations(
    {
      scenario: {
        format: 1,
        id: "x",
        title: "x",
        rules: [],
        cells: [],
        tags: [],
        source: "x",
        actors: {},
        steps: [],
        expect: [],
        endMicros: 1,
      },
      journals: [],
      tape: [],
      access: instants.map((at) => ({ at, line: "{}" })),
      credentials: new Map(),
      workers: [0],
      deaths: new Map(),
      audit: undefined,
      log: [],
      endedAt: 100_000_000,
      isGone: false,
      lagMicros: 0,
      frameBytesMax: 2_000_000,
    } as Parameters<typeof trafficObservations>[0],
    accessFormat("kakehi-json"),
  )
    .map(({ kind }) => kind)
    .filter((kind) => kind.startsWith("access"));

const spread = Array.from({ length: 80 }, (_none, n) => 1_000_000 * (n + 1));

test("each record is told of, and where they come in a crowd, that one may be lost", () => {
  expect(new Set(kindsOf(spread))).toEqual(new Set(["access"]));
  expect(kindsOf(spread)).toHaveLength(80);
  expect(
    kindsOf(spread.map((_at, n) => 1_000_000 + n)).filter((kind) => kind !== "access"),
  ).toEqual(Array.from({ length: 16 }, () => "access-refused"));
});
