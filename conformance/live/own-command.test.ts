import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fixturePath, suiteVersion } from "../package-root.ts";
import { withOwnCommand } from "./own-command.ts";
import { StrayRegister } from "./strays.ts";
import { type LiveDescription, readLiveDescription } from "./target-file.ts";

let notes = "";

beforeEach(() => {
  notes = mkdtempSync(join(tmpdir(), "kakehi-own-"));
});

afterEach(() => {
  expect(readdirSync(notes), "what is noted is forgotten").toEqual([]);
  rmSync(notes, { recursive: true });
});

function commandOf({ by }: LiveDescription): readonly string[] {
  return by.kind === "launch" ? by.launch.command : [];
}

test("the command in its place is this package's own, and is gone afterwards", async () => {
  const register = new StrayRegister(notes);
  const description = readLiveDescription(fixturePath("targets", "reference.toml"));
  const { script, said, noted } = await withOwnCommand(description, register, (own) => {
    const [node = "", path = "", ...words] = commandOf(own);
    expect(words).toEqual(commandOf(description).slice(2));
    const { stdout } = spawnSync(node, [path, "--version"], { encoding: "utf8" });
    return Promise.resolve({ script: path, said: stdout.trim(), noted: readdirSync(notes) });
  });
  expect(said).toBe(suiteVersion);
  expect(noted).toHaveLength(1);
  expect(existsSync(dirname(script))).toBe(false);
});

test("another command stays as it is", async () => {
  const register = new StrayRegister(notes);
  const description = readLiveDescription(fixturePath("targets", "sozu.toml"));
  expect(await withOwnCommand(description, register, (own) => Promise.resolve(own))).toBe(
    description,
  );
});
