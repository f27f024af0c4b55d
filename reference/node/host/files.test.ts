import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { seen, ToyStage, until } from "./testing/toy-stage.ts";

const stage = new ToyStage();

test("load takes regular files of the directory and refuses a FIFO, a device, a directory and nothing", async () => {
  writeFileSync(join(stage.directory, "state"), "saved");
  mkdirSync(join(stage.directory, "folder"));
  execFileSync("/usr/bin/env", ["mkfifo", join(stage.directory, "fifo")]);
  const refused = ["fifo", "folder", "absent", "/dev/zero", "", "nul\0byte"];
  const toy = stage.raise((machine) => {
    machine.atStart = (host) => {
      for (const name of [...refused, "state"]) host.load(name);
    };
  });
  await seen(toy, "loaded state yes");
  expect(Buffer.from(toy.machine.loaded!).toString()).toBe("saved");
  for (const name of refused) expect(toy.machine.inputs).toContain(`loaded ${name} no`);
});

test("store replaces a file whole, leaves nothing beside it, and refuses what is no file", async () => {
  writeFileSync(join(stage.directory, "state"), "old");
  chmodSync(stage.directory, 0o700);
  execFileSync("/usr/bin/env", ["mkfifo", join(stage.directory, "fifo")]);
  const bytes = Buffer.from("new state");
  const toy = stage.raise((machine) => {
    machine.atStart = (host) => {
      host.store("state", bytes);
      bytes.fill(0xdd);
      for (const name of ["fifo", "", "none/state", "nul\0byte"]) host.store(name, bytes);
    };
  });
  await seen(toy, "stored nul\0byte false");
  expect(toy.machine.inputs).toContain("stored state true");
  for (const name of ["fifo", "", "none/state"]) {
    expect(toy.machine.inputs).toContain(`stored ${name} false`);
  }
  expect(readFileSync(join(stage.directory, "state"), "utf8")).toBe("new state");
  expect(readdirSync(stage.directory).sort()).toEqual(["fifo", "state"]);
});

test("a flood of loads is refused, never queued without bound", async () => {
  const toy = stage.raise((machine) => {
    machine.atStart = (host) => {
      for (let count = 0; count < 300; count += 1) host.load(`absent-${count}`);
    };
  });
  await until(() => {
    expect(toy.machine.inputs.filter((input) => input.startsWith("loaded"))).toHaveLength(300);
  });
});
