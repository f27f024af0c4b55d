// Ports of one opener are its own for as long as there are ports, and those of another lie elsewhere.
import { expect, test } from "vitest";
import { ephemeralPort } from "./ephemeral-port.ts";

function portsOf(opener: string, many: number): readonly number[] {
  return Array.from({ length: many }, (_none, ordinal) => ephemeralPort(opener, ordinal + 1));
}

test("every connection of an opener has a port of its own", () => {
  const all = portsOf("client", 28_232);
  expect(new Set(all).size).toBe(all.length);
  expect(Math.min(...all)).toBe(32_768);
  expect(Math.max(...all)).toBeLessThan(61_000);
});

test("openers with names alike do not meet", () => {
  const all = ["client", "clienu", "two", "alice", "bob", "a", "b"].flatMap((name) =>
    portsOf(name, 100),
  );
  expect(new Set(all).size).toBe(all.length);
});
