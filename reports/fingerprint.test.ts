import fc from "fast-check";
import { expect, test } from "vitest";
import { bounds } from "./bounds.ts";
import { fingerprintOf } from "./fingerprint.ts";

const of = (message: string, expected = "", actual = ""): string =>
  fingerprintOf({ rule: "LEASE-CAP", message, expected, actual, at: 7 });

test("tells what was expected and what came", () => {
  expect(of("the reply", "status ok", "status failure")).toBe(
    "the reply; expected status ok; got status failure",
  );
});

test.each([
  ["an instant", "a reply in 10900000..10900000", "a reply in <n>..<n>"],
  ["a time of day", "ts=2024-01-01T00:00:01.000000Z", "ts=<time>"],
  ["a session", "session=01HK153XZ8HR4PE7WXFEBRA1X8", "session=<ulid>"],
  ["a port", "at 127.0.0.1:8080", "at 127.0.0.1:<n>"],
  ["a process", "actor_pid=712 is gone, pid 9", "actor_pid=<pid> is gone, pid <pid>"],
  ["a folder", "no file /tmp/kakehi-live-aB3x/state", "no file <folder>/state"],
  ["bytes", "34000000000000000801122861736b", "<hex>"],
])("leaves out %s, which two equal failures do not share", (_, message, fingerprint) => {
  expect(of(message)).toBe(fingerprint);
});

test.each([
  ["a count", "64 leases", "65 leases"],
  ["three digits", "999 bytes", "998 bytes"],
  ["a worker", "worker 0", "worker 1"],
  ["a word", "deadbeef", "beefdead"],
])("keeps %s, which tells failures apart", (_, one, other) => {
  expect(of(one)).not.toBe(of(other));
});

test("is one line of bounded length, whatever was said", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 1_000 }), (text) => {
      const fingerprint = of(text, text, text);
      expect(fingerprint.length).toBeLessThanOrEqual(bounds.fingerprintCharacters);
      expect(fingerprint).not.toMatch(/[\n\r\u2028]/);
    }),
  );
});
