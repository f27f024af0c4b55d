// Records and exchanges that ask for the same at about the same time, told apart by their connection: the
// clock of a record may be behind that of its exchange.
import { expect, test } from "vitest";
import type { AccessRecord } from "../../model/access/record.ts";
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import { type Asked, type Logged, paired } from "./pairs.ts";

const target = { method: "GET", path: "/", authority: "a.test" };

function asked(label: string, link: number, startedAt: number, at: number): Asked {
  const seen = { ...target, label, link, startedAt, at, actor: "client", answer: 200 };
  return { seen: seen as unknown as ExchangeEnded, index: 0 };
}

function logged(sessionAddress: string, startedAt: number): Logged {
  const record = { ...target, sessionAddress } as unknown as AccessRecord;
  return { index: 0, at: startedAt, worker: 0, record, startedAt };
}

const links = new Map([
  ["first:1", 1],
  ["second:1", 2],
]);
const callerOf = ({ sessionAddress = "" }: AccessRecord): { actor: string; link: number } => ({
  actor: "client",
  link: links.get(sessionAddress) ?? 0,
});
const told = (...given: Parameters<typeof paired>): readonly (readonly [string, number])[] =>
  paired(...given).pairs.map(({ asked: { seen }, logged: { startedAt = 0 } }) => [
    seen.label,
    startedAt,
  ]);

const silent = asked("silent", 1, 1_000, 2_000);
const quick = asked("quick", 2, 1_200, 1_300);

test("a record of which another exchange is under way is about that of its connection", () => {
  expect(told([logged("second:1", 1_199)], [silent, quick], callerOf)).toEqual([["quick", 1_199]]);
  const both = [logged("first:1", 1_201), logged("second:1", 1_199)];
  expect(told(both, [silent, quick], callerOf)).toEqual([
    ["silent", 1_201],
    ["quick", 1_199],
  ]);
});

test("a record from an address that nobody had is about the only exchange left", () => {
  const both = [logged("first:1", 1_000), logged("third:1", 1_199)];
  expect(told(both, [silent, quick], callerOf)).toEqual([
    ["silent", 1_000],
    ["quick", 1_199],
  ]);
});
