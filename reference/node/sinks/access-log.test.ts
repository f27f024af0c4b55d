import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openAccessLog } from "./access-log.ts";

test("several writers add whole lines to one file", async () => {
  const directory = mkdtempSync(join(tmpdir(), "kakehi-access-"));
  const path = join(directory, "access.log");
  const logs = [1, 2].map(() => openAccessLog({ kind: "file", path }));
  for (const line of ["one", "two"]) {
    for (const log of logs) expect(log.append(line)).toBe(true);
  }
  await Promise.all(logs.map((log) => log.close(1_000)));
  expect(readFileSync(path, "utf8")).toBe("one\none\ntwo\ntwo\n");
  expect(logs[0]?.append("late")).toBe(false);
  rmSync(directory, { recursive: true });
});

test("a record is a datagram, and has left when the log is closed", async () => {
  const collector = createSocket("udp4").bind(0, "127.0.0.1");
  await once(collector, "listening");
  const heard: string[] = [];
  collector.on("message", (bytes) => heard.push(bytes.toString()));
  const { port } = collector.address();
  const log = openAccessLog({ kind: "udp", host: "127.0.0.1", port });
  for (const line of ["one", "two"]) expect(log.append(line)).toBe(true);
  await log.close(1_000);
  await expect.poll(() => heard).toEqual(["one", "two"]);
  collector.close();
});

test("LOG-UNSENT: what fits no datagram is refused, and so is more than may be under way", async () => {
  const log = openAccessLog({ kind: "udp", host: "127.0.0.1", port: 9 });
  expect(log.append("x".repeat(65_508))).toBe(false);
  const taken = Array.from({ length: 100_000 }, () => log.append("x"));
  expect(taken[0]).toBe(true);
  expect(taken.at(-1)).toBe(false);
  await log.close(1_000);
});

test("what is no regular file is refused", () => {
  expect(() => openAccessLog({ kind: "file", path: "/dev/null" })).toThrow(/regular file/);
});
