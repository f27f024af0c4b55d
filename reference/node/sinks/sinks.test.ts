import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { logBytesMax } from "../bounds.ts";
import { openLineFile } from "./line-file.ts";
import { lineStream } from "./line-stream.ts";
import { levelledLog } from "./log.ts";

let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "kakehi-sinks-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

test("lines are appended to what is there, with the mode asked for", () => {
  const path = join(directory, "audit.log");
  for (const line of ["one", "two"]) {
    const file = openLineFile(path, 0o640);
    expect(file.append(line)).toBe(true);
    file.close();
  }
  expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
  expect(statSync(path).mode & 0o137).toBe(0);
});

test("a FIFO without a reader, a device and a directory are refused at once", () => {
  const fifo = join(directory, "fifo");
  execFileSync("/usr/bin/env", ["mkfifo", fifo]);
  for (const path of [fifo, "/dev/null", directory, join(directory, "none", "x")]) {
    expect(() => openLineFile(path, 0o600)).toThrow();
  }
});

test.skipIf(process.platform !== "linux")("a line that is not written says so", () => {
  const file = openLineFile(join(directory, "gone"), 0o600);
  file.close();
  expect(file.append("x")).toBe(false);
});

test("a log line begins with its instant, and lines below the level are left out", () => {
  const lines: string[] = [];
  const log = levelledLog(
    "warn",
    () => 1_700_000_000_123_456,
    (line) => lines.push(line) > 0,
  );
  for (const line of ["ERROR a: 1", "WARN a: 2", "INFO a: 3", "DEBUG a: 4", "TypeError: x", "at"]) {
    expect(log(line)).toBe(true);
  }
  const instant = "2023-11-14T22:13:20.123Z";
  expect(lines).toEqual(
    ["ERROR a: 1", "WARN a: 2", "TypeError: x", "at"].map((line) => `${instant} ${line}`),
  );
});

test("lines to a descriptor arrive in order", async () => {
  const path = join(directory, "out");
  const fd = openSync(path, "w");
  const stream = lineStream(fd);
  const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`);
  for (const line of lines) expect(stream.append(line)).toBe(true);
  await stream.flush(10_000);
  closeSync(fd);
  expect(readFileSync(path, "utf8")).toBe(`${lines.join("\n")}\n`);
  await stream.flush(10);
});

test("a reader that stalls costs nobody time, and lines beyond the bound are refused", async () => {
  const path = join(directory, "s");
  const accepted: Socket[] = [];
  const server = createServer((socket) => accepted.push(socket.pause())).listen(path);
  const socket = connect(path);
  await vi.waitFor(() => {
    expect(accepted).toHaveLength(1);
  });
  const handle = Reflect.get(socket, "_handle") as { fd: number };
  const stream = lineStream(handle.fd);
  const line = "x".repeat(99_999);
  const answers = Array.from({ length: 40 }, () => stream.append(line));
  expect(answers.filter(Boolean).length * 100_000).toBeLessThanOrEqual(logBytesMax + 100_000);
  expect(answers.at(-1)).toBe(false);
  await stream.flush(20);
  let received = 0;
  accepted[0]!.on("data", (chunk) => (received += chunk.length)).resume();
  await stream.flush(20_000);
  await vi.waitFor(() => {
    expect(received).toBe(answers.filter(Boolean).length * 100_000);
  }, 20_000);
  expect(stream.append("after")).toBe(true);
  await stream.flush(10_000);
  socket.destroy();
  server.close();
});

test("a descriptor that is closed loses lines and nothing else", async () => {
  const fd = openSync(join(directory, "x"), "w");
  closeSync(fd);
  const stream = lineStream(fd);
  stream.append("lost");
  await stream.flush(10_000);
  expect(stream.append("lost too")).toBe(true);
  await stream.flush(10_000);
});
