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

const gone = { command: "sh", runner: process.pid, runnerStartedAt: "an earlier one" };

function noted(change: object): void {
  const known = { pid: child.pid, startedAt: startOf(child.pid!) };
  const stray = { ...gone, ...known, folder: join(folder, "none") };
  writeFileSync(join(folder, `none.json`), JSON.stringify({ ...stray, ...change }));
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
  register.note(child.pid!, "sh", join(folder, "none"));
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
  writeFileSync(join(folder, "kept.json"), JSON.stringify({ ...gone, folder: kept }));
  new StrayRegister(folder).end();
  expect(readdirSync(folder)).toEqual(["kept"]);
});

test("what was launched by a runner that had no time to write down its pid is found by its mark", async () => {
  const instance = join(folder, "instance");
  const register = new StrayRegister(folder);
  const env = { ...process.env, ...register.markOf(instance) };
  const marked = spawn("sh", ["-c", "echo up; sleep 600"], { env, detached: true });
  await once(marked.stdout, "data");
  const ended = once(marked, "exit");
  writeFileSync(join(folder, "instance.json"), JSON.stringify({ ...gone, folder: instance }));
  expect(register.end().map(({ command }) => command)).toEqual(["sh"]);
  await ended;
  expect(readdirSync(folder)).toEqual([]);
});

test("a register in which others may write is refused", () => {
  chmodSync(folder, 0o777);
  expect(() => new StrayRegister(folder)).toThrow(UsageError);
});
