import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { credentialsReader } from "./credentials.ts";
import { seen, ToyStage } from "./testing/toy-stage.ts";

const stage = new ToyStage();

test.skipIf(process.platform !== "linux")(
  "Unix peers are known by pid, uid and gid",
  async (context) => {
    const reader = await credentialsReader();
    context.skip(!reader.ok, "koffi is not installed");
    const toy = await stage.listening(() => undefined, {
      credentials: (socket) => (reader.ok ? reader.read(socket) : undefined),
    });
    stage.dial();
    await seen(toy, "accept 1 on 1");
    expect(toy.machine.facts?.credentials).toEqual({
      pid: process.pid,
      uid: process.getuid?.(),
      gid: process.getgid?.(),
      comm: readFileSync("/proc/self/comm", "utf8").trim(),
    });
  },
);

test("another platform has no credentials, and says why", async () => {
  expect(await credentialsReader("win32")).toEqual({
    ok: false,
    reason: "win32 does not offer them here",
  });
});
