// The reference as an operator meets it: real sockets, the real clock, and a client that knows
// nothing of ours: node:net and bytes written by hand.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RunningProxy } from "./proxy.ts";
import { serve, type ServeOptions } from "./serve.ts";

/** `{ a: 1 }` as one request: apply or clear of a lease. Short texts only. */
const field = (tag: string, hex: string): string => tag + bytesHex(hex.length / 2) + hex;
const bytesHex = (value: number): string => value.toString(16).padStart(2, "0");
const frameHex = (payload: string): string => {
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(8 + payload.length / 2));
  return prefix.toString("hex") + payload;
};
const setDetail = (hex: string): string => frameHex(field("ba03", hex));

const subscribe = "0a000000000000005200";
const status = "0a000000000000006200";
const applyBackendTtl60 = "1200000000000000ba03070a01611003183c";
const applyBackendTtl2 = setDetail("0a016110031802");
const clearA = "1000000000000000ba03050a01612001";
const appliedByWorker = (id: number): string =>
  `290000000000000008011201${bytesHex(0x30 + id)}1a1a2218081e2a14080210031a0b6c656173655f6170706c79220161`;
/** previous BACKEND, effective CLUSTER, kind lease_tick_expired, no client_id. */
const expiredInWorker = (id: number): string =>
  frameHex(
    `08011201${bytesHex(0x30 + id)}` +
      field(
        "1a",
        field("22", `081e${field("2a", `08031002${field("1a", hexOf("lease_tick_expired"))}`)}`),
      ),
  );

function hexOf(text: string): string {
  return Buffer.from(text).toString("hex");
}

/** Frames as hexadecimal digits, in the order in which they came. */
class Client {
  readonly frames: string[] = [];
  readonly socket: Socket;
  #rest: Buffer = Buffer.alloc(0);

  constructor(path: string) {
    this.socket = connect({ path });
    this.socket.on("error", () => undefined);
    this.socket.on("data", (chunk: Buffer) => {
      this.#rest = Buffer.concat([this.#rest, chunk]);
      while (this.#rest.length >= 8 && this.#rest.length >= this.#rest.readUInt32LE(0)) {
        const length = this.#rest.readUInt32LE(0);
        this.frames.push(this.#rest.subarray(0, length).toString("hex"));
        this.#rest = this.#rest.subarray(length);
      }
    });
  }

  send(hex: string): void {
    this.socket.write(Buffer.from(hex, "hex"));
  }

  /** The answers that end a request: status OK or FAILURE. */
  get terminals(): string[] {
    return this.frames.filter((frame) => ["0800", "0802"].includes(frame.slice(16, 20)));
  }
}

const here = import.meta.dirname;
const compiled = [
  join(here, "worker-process.js"),
  join(process.cwd(), "dist/reference/node/serve/worker-process.js"),
];
const workerEntry = compiled.find((path) => existsSync(path));

const ways: [string, Partial<ServeOptions>][] = [
  ["in process", { inProcess: true }],
  ["child processes", { inProcess: false, workerEntry: workerEntry ?? "" }],
];

let directory = "";
let running: RunningProxy | undefined;
let clients: Client[] = [];
let lines: string[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "kakehi-serve-"));
  lines = [];
  clients = [];
});

afterEach(async () => {
  for (const { socket } of clients) socket.destroy();
  await running?.kill();
  running = undefined;
  rmSync(directory, { recursive: true, force: true });
});

async function raise(text: string, options: Partial<ServeOptions>): Promise<RunningProxy> {
  const configuration = join(directory, "config.toml");
  writeFileSync(configuration, text);
  running = await serve({
    log: (line) => lines.push(line),
    ...options,
    configuration,
  } as ServeOptions);
  return running;
}

function dial(proxy: RunningProxy): Client {
  const client = new Client(proxy.commandSocket);
  clients.push(client);
  return client;
}

function until(observed: () => void): Promise<void> {
  return vi.waitFor(observed, { timeout: 20_000, interval: 5 });
}

const configuration = `
command_socket = "./s"
worker_count = 2
audit_logs_target = "./audit.log"
audit_logs_json_target = "./audit.json"
`;

for (const [way, options] of ways) {
  const isPossible = options.inProcess === true || workerEntry !== undefined;

  test.skipIf(!isPossible)(
    `${way}: the event of a lease is the golden frame, from each worker`,
    async () => {
      const proxy = await raise(configuration, options);
      expect(statSync(proxy.commandSocket).mode & 0o777).toBe(0o600);
      const watcher = dial(proxy);
      watcher.send(subscribe);
      const owner = dial(proxy);
      await until(() => {
        expect(watcher.terminals).toHaveLength(1);
      });
      owner.send(applyBackendTtl60);
      await until(() => {
        expect(owner.terminals).toHaveLength(1);
        expect(watcher.frames).toContain(appliedByWorker(0));
        expect(watcher.frames).toContain(appliedByWorker(1));
      });
      // OK, and both workers with CLUSTER before, BACKEND now, one lease.
      expect(owner.terminals[0]?.slice(16, 20)).toBe("0800");
      for (const id of ["30", "31"]) {
        expect(owner.terminals[0]).toContain(`220d0a01${id}12080802100318022001`);
      }
      expect(existsSync(join(directory, "audit.log"))).toBe(true);
      expect(readFileSync(join(directory, "audit.json"), "utf8")).toMatch(/^\{.*\}\n$/s);
    },
  );

  test.skipIf(!isPossible)(
    `${way}: a stranger's clear is refused, the owner's is not`,
    async (context) => {
      const proxy = await raise(configuration, options);
      context.skip(
        lines.some((line) => line.includes("no peer credentials")),
        "without peer credentials every clear works",
      );
      const owner = dial(proxy);
      owner.send(applyBackendTtl60);
      await until(() => {
        expect(owner.terminals).toHaveLength(1);
      });
      const stranger = dial(proxy);
      stranger.send(clearA);
      await until(() => {
        expect(stranger.terminals).toHaveLength(1);
      });
      expect(stranger.terminals[0]?.slice(16, 20)).toBe("0802");
      // The same process, another connection: a lease is its connection's.
      owner.send(clearA);
      await until(() => {
        expect(owner.terminals).toHaveLength(2);
      });
      expect(owner.terminals[1]?.slice(16, 20)).toBe("0800");
    },
  );

  test.skipIf(!isPossible)(
    `${way}: a lease of two seconds expires by itself, with nobody talking`,
    async () => {
      const proxy = await raise(configuration, options);
      const watcher = dial(proxy);
      watcher.send(subscribe);
      const owner = dial(proxy);
      await until(() => {
        expect(watcher.terminals).toHaveLength(1);
      });
      const applied = performance.now();
      owner.send(applyBackendTtl2);
      await until(() => {
        expect(owner.terminals).toHaveLength(1);
      });
      expect(watcher.frames.some((frame) => frame === expiredInWorker(0))).toBe(false);
      await until(() => {
        expect(watcher.frames).toContain(expiredInWorker(0));
        expect(watcher.frames).toContain(expiredInWorker(1));
      });
      // Never early; how late depends on the machine that runs this.
      expect(performance.now() - applied).toBeGreaterThanOrEqual(2_000);
    },
  );

  test.skipIf(!isPossible)(`${way}: a stop is clean, and leaves no file`, async () => {
    const proxy = await raise(configuration, options);
    const client = dial(proxy);
    client.send(status);
    await until(() => {
      expect(client.terminals).toHaveLength(1);
    });
    expect(await proxy.stop()).toBe(0);
    expect(existsSync(proxy.commandSocket)).toBe(false);
  });
}

test.skipIf(workerEntry === undefined)("a worker that is killed is replaced", async () => {
  const proxy = await raise(configuration, { workerEntry: workerEntry! });
  // Those of the test before may still be ending.
  const pids = await vi.waitFor(
    async () => {
      const now = await workerPids();
      expect(now).toHaveLength(2);
      return now;
    },
    { timeout: 20_000, interval: 50 },
  );
  process.kill(pids[0]!, "SIGKILL");
  await vi.waitFor(
    async () => {
      const now = await workerPids();
      expect(now).toHaveLength(2);
      expect(now).not.toContain(pids[0]);
    },
    { timeout: 20_000, interval: 50 },
  );
  const client = dial(proxy);
  client.send(applyBackendTtl60);
  await until(() => {
    expect(client.terminals).toHaveLength(1);
  });
  // Workers 1 and 2 now: a number is never used again.
  expect(client.terminals[0]).toContain("220d0a013212080802100318022001");
  expect(client.terminals[0]).not.toContain("220d0a0130");
});

test.skipIf(workerEntry === undefined)("workers end when their master is killed", async () => {
  const index = pathToFileURL(join(workerEntry!, "..", "..", "index.js")).href;
  const script = `
    const { serve } = await import(${JSON.stringify(index)});
    await serve({ shortcuts: { socket: process.argv[1], workers: 2 }, log: () => undefined });
    console.log("up");
  `;
  const socket = join(directory, "s");
  const master = spawn(process.execPath, ["--input-type=module", "-e", script, socket], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => master.stdout.once("data", resolve));
  const pids = await workerPids(master.pid);
  expect(pids).toHaveLength(2);
  master.kill("SIGKILL");
  await until(() => {
    expect(pids.filter(isRunning)).toEqual([]);
  });
});

/** A process that has ended and waits to be collected runs no more. */
function isRunning(pid: number): boolean {
  const path = `/proc/${pid}/stat`;
  return existsSync(path) && !readFileSync(path, "utf8").includes(") Z ");
}

/** The worker processes of a master. */
async function workerPids(parent = process.pid): Promise<number[]> {
  const text = await new Promise<string>((resolve) => {
    let all = "";
    const ps = spawn("ps", ["-o", "pid=,args=", "--ppid", String(parent)]);
    ps.stdout.on("data", (chunk: Buffer) => (all += chunk.toString()));
    ps.on("close", () => {
      resolve(all);
    });
  });
  return text
    .split("\n")
    .filter((line) => line.includes("worker-process.js"))
    .map((line) => Number.parseInt(line, 10));
}

test("two proxies do not share a socket, and the first is not disturbed", async () => {
  const proxy = await raise(configuration, { inProcess: true });
  const text = join(directory, "config.toml");
  await expect(
    serve({ configuration: text, inProcess: true, log: () => undefined }),
  ).rejects.toThrow(`cannot listen on ${proxy.commandSocket}: the address is in use`);
  const client = dial(proxy);
  client.send(status);
  await until(() => {
    expect(client.terminals).toHaveLength(1);
  });
});

test("clusters of the file are there from the start", async () => {
  const text = `${configuration}
[[listeners]]
protocol = "http"
address = "127.0.0.1:8080"
[clusters.c1]
protocol = "http"
frontends = [{ address = "127.0.0.1:8080", hostname = "localhost" }]
backends = [{ address = "127.0.0.1:9001", backend_id = "b1" }]
`;
  const proxy = await raise(text, { inProcess: true });
  expect(proxy.warnings).toEqual([]);
  expect(lines.filter((line) => line.includes("ERROR"))).toEqual([]);
  const client = dial(proxy);
  // Another listener at the same address is refused, since that one is there.
  client.send(frameHex(field("d201", field("0a", "0a050d0100007f10903f"))));
  await until(() => {
    expect(client.terminals).toHaveLength(1);
  });
  expect(client.terminals[0]?.slice(16, 20)).toBe("0802");
});

test("frames in any pieces, garbage and a vanishing client leave it well", async () => {
  const proxy = await raise(configuration, { inProcess: true });
  const slow = dial(proxy);
  for (const byte of Buffer.from(status, "hex")) {
    slow.socket.write(Uint8Array.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const garbage of ["ffffffffffffffff", "0000000000000000", "0c00000000000000ffffffff"]) {
    dial(proxy).send(garbage);
  }
  const gone = dial(proxy);
  gone.send(status.repeat(50));
  gone.socket.end();
  gone.socket.destroy();
  await until(() => {
    expect(slow.terminals).toHaveLength(1);
  });
  const client = dial(proxy);
  client.send(status + status);
  await until(() => {
    expect(client.terminals).toHaveLength(2);
  });
});
