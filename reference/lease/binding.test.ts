import { expect, test } from "vitest";
import { givesWayTo, isKnown, sessionHex, type Binding } from "./binding.ts";

const pids = [undefined, -1, 0, 1, 2];
const sessions = [undefined, 0n, 1n, 2n ** 128n - 1n];
const bindings: readonly Binding[] = pids.flatMap((pid) =>
  sessions.map((session) => ({ pid, session })),
);

test("over every pair, a known binding gives way to its equal alone and others to anyone", () => {
  for (const stored of bindings) {
    const known = stored.pid !== undefined && stored.session !== undefined;
    expect(isKnown(stored)).toBe(known);
    for (const presented of bindings) {
      const equal = JSON.stringify(halves(stored)) === JSON.stringify(halves(presented));
      expect(givesWayTo(stored, presented)).toBe(!known || equal);
    }
  }
});

function halves({ pid, session }: Binding): readonly string[] {
  return [String(pid), String(session)];
}

test("a session reads as 32 lower-case digits whatever its value", () => {
  expect(sessionHex(0n)).toBe("0".repeat(32));
  expect(sessionHex(0xabcn)).toBe(`${"0".repeat(29)}abc`);
  expect(sessionHex(2n ** 128n - 1n)).toBe("f".repeat(32));
});
