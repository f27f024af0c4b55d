import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { packageRoot } from "../package-root.ts";

const folder = mkdtempSync(join(tmpdir(), "kakehi-bytes-"));
const main = join(packageRoot, "dist", "conformance", "cli", "main.js");
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const fuzz = (...args: readonly string[]): { status: number | null; out: string; err: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "fuzz-bytes", ...args], {
    encoding: "utf8",
    cwd: folder,
  });
  return { status, out: stdout, err: stderr };
};

test("a short siege says how far it got, what was kept, and which branches were taken", () => {
  const { status, out } = fuzz("hpack", "--runs", "600", "--seed", "3");
  expect(status).toBe(0);
  expect(out).toMatch(/^hpack {2}600 streams, \d+ bytes/m);
  expect(out).toMatch(/[3-9]\d\.\d % past a block/);
  expect(out).toMatch(/kept at most \d+ bytes, \d+ % of what may be/);
  expect(out).toMatch(
    /\d+ of \d+ branches taken, [89]\d\.\d %; not taken: wire\/http2\/\S+\.ts:\d+/,
  );
  expect(existsSync(join(folder, ".out"))).toBe(false);
});

test("the same seed is the same siege", () => {
  const said = (seed: string): string =>
    fuzz("frame", "--runs", "500", "--seed", seed, "--no-branches").out.replace(
      /seed \d+|[\d.]+ s;/g,
      "",
    );
  expect(said("1")).toBe(said("1"));
  expect(said("1")).not.toBe(said("2"));
});

test("a stream is judged again from its file", () => {
  const path = join(folder, "stream.bin");
  writeFileSync(path, "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n");
  const { status, out } = fuzz("http1", "--replay", path);
  expect(status).toBe(0);
  expect(out).toContain("fault host-repeated 400");
  expect(out).toContain("http1: nothing broke");
});

test.each([
  [["http3"], "http1"],
  [["http1", "--runs", "0"], "--runs"],
  [["http1", "--seed", "x"], "--seed"],
  [["http1", "--replay", "nowhere.bin"], "nowhere.bin"],
])("%j is refused in one line", (args, named) => {
  const { status, err } = fuzz(...args);
  expect(status).toBe(2);
  expect(err.trimEnd().split("\n").length).toBe(1);
  expect(err).toContain(named);
});

test("a signal ends a siege with what it has", async () => {
  const child = spawn(process.execPath, [main, "fuzz-bytes", "http1", "--runs", "10000000"]);
  let out = "";
  const ended = once(child, "exit");
  // Its first line says that it listens.
  await new Promise<void>((resume) => {
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      resume();
    });
  });
  child.kill("SIGINT");
  expect(await ended).toEqual([130, null]);
  expect(out).toMatch(/^http1 {2}\d+ streams/m);
});
