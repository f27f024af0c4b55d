// A connection that is on its way to a worker when this one stops listening, or ends.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { freePort } from "../host/testing/free-port.ts";
import { ListenHub } from "./hub.ts";
import { shareWithChild } from "./parent-end.ts";
import type { SharedAddress } from "./share.ts";

const childEnd = join(process.cwd(), "dist/reference/node/share/child-end.js");
const children: ChildProcess[] = [];
const hubs: ListenHub[] = [];

afterEach(() => {
  for (const hub of hubs.splice(0)) hub.close();
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

async function freeAddress(): Promise<SharedAddress> {
  return { host: "127.0.0.1", port: await freePort(), backlog: 16 };
}

/** It listens; told to, it looks at nothing for a while, and does `then` before it looks again. */
async function busyWorker(hub: ListenHub, at: SharedAddress, then: string): Promise<ChildProcess> {
  const script = `
    const { shareOfProcess } = await import(${JSON.stringify(pathToFileURL(childEnd).href)});
    const share = shareOfProcess();
    const accept = (socket) => socket.end("from the worker");
    share.listen(1, ${JSON.stringify(at)}, { settled: () => process.send("listens"), accept });
    process.on("message", (text) => {
      if (text !== "be busy") return;
      process.send("is busy");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
      ${then};
    });
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  children.push(child);
  shareWithChild(child, hub);
  await said(child, "listens");
  return child;
}

async function said(child: ChildProcess, text: string): Promise<void> {
  const heard: unknown[] = [];
  child.on("message", (message) => heard.push(message));
  const hears = (): void => {
    expect(heard).toContain(text);
  };
  await vi.waitFor(hears, { timeout: 20_000, interval: 5 });
}

async function answerAt({ port }: SharedAddress): Promise<string> {
  const socket: Socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.write("all of it");
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Says what it read, in this process. */
function otherWorker(hub: ListenHub, at: SharedAddress): void {
  hub.share({}).listen(2, at, {
    settled: () => undefined,
    accept: (socket) => {
      socket.once("data", (bytes: Buffer) => socket.end(`read ${bytes.toString()}`));
      socket.resume();
    },
  });
}

test.skipIf(!existsSync(childEnd)).for([
  ["stops listening", "share.unlisten(1)"],
  ["ends", "process.exit()"],
] as const)("when the worker %s, the connection goes to another one, whole", async ([, then]) => {
  const hub = new ListenHub({ transfers: true, report: () => undefined });
  hubs.push(hub);
  const at = await freeAddress();
  const child = await busyWorker(hub, at, then);
  expect(await answerAt(at)).toBe("from the worker");
  otherWorker(hub, at);
  const isBusy = said(child, "is busy");
  child.send("be busy");
  await isBusy;
  // In turn: one of the two is on its way to the busy one.
  expect(await Promise.all([answerAt(at), answerAt(at)])).toEqual([
    "read all of it",
    "read all of it",
  ]);
});

test.skipIf(!existsSync(childEnd))("where nobody listens any more it is reset", async () => {
  const hub = new ListenHub({ transfers: true, report: () => undefined });
  hubs.push(hub);
  const at = await freeAddress();
  const child = await busyWorker(hub, at, "share.unlisten(1)");
  const isBusy = said(child, "is busy");
  child.send("be busy");
  await isBusy;
  await expect(answerAt(at)).rejects.toThrow(/ECONNRESET/);
});
