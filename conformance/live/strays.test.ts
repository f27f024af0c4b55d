// What a runner that is gone has launched is ended with everything it started; what belongs to a
// runner that lives, or to nobody any more, is left alone.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UsageError } from "../usage-error.ts";
import { groupOf, startOf, StrayRegister } from "./strays.ts";

let folder = "";
let child: ChildProcess;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "kakehi-strays-test-"));
  // A shell that has a child of its own, in a group of its own.
  child = spawn("sh", ["-c", "sleep 600 & echo up; wait"], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(child.stdout!, "data");
});
afterEach(async () => {
  const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : [];
  for (const pid of groupOf(child.pid!)) process.kill(pid, "SIGKILL");
  await ended;
  rmSync(folder, { recursive: true });
});

function noted(change: object): void {
  const stray = {
    pid: child.pid,
    startedAt: startOf(child.pid!),
    command: "sh",
    runner: process.pid,
    runnerStartedAt: "an earlier one",
    folder: join(folder, "none"),
  };
  writeFileSync(join(folder, `${child.pid!}.json`), JSON.stringify({ ...stray, ...change }));
}

test("the whole group of a stray is ended, and it is named once", async () => {
  expect(groupOf(child.pid!)).toHaveLength(2);
  noted({});
  const register = new StrayRegister(folder);
  const ended = once(child, "exit");
  expect(register.end().map(({ pid, command }) => [pid, command])).toEqual([[child.pid, "sh"]]);
  await ended;
  expect(register.end()).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test("what a living runner launched is left alone", () => {
  const register = new StrayRegister(folder);
  register.note(child.pid!, "sh", folder);
  expect(register.end()).toEqual([]);
  expect(groupOf(child.pid!)).toHaveLength(2);
});

test("a number that is somebody else's by now is forgotten, not killed", () => {
  noted({ startedAt: "before" });
  expect(new StrayRegister(folder).end()).toEqual([]);
  expect(groupOf(child.pid!)).toHaveLength(2);
  expect(readdirSync(folder)).toEqual([]);
});

test("only folders of instances are removed", () => {
  const kept = join(folder, "kept");
  mkdirSync(kept);
  noted({ folder: kept });
  new StrayRegister(folder).end();
  expect(readdirSync(folder)).toEqual(["kept"]);
});

test("a register in which others may write is refused", () => {
  chmodSync(folder, 0o777);
  expect(() => new StrayRegister(folder)).toThrow(UsageError);
});
