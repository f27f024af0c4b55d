import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Host, Machine } from "../../host.ts";
import type { Settings } from "../configuration/settings.ts";
import { settingsOfShortcuts } from "../configuration/shortcuts.ts";
import { type ProxyMachines, type ProxyOptions, type RunningProxy, startProxy } from "./proxy.ts";
import { ServeError } from "./serve-error.ts";
import { settingsFrom } from "./source.ts";

const pass = (): void => undefined;

/** Listens where it is told, writes an audit row, and does what is plugged in with its bytes. */
function toyMaster(host: Host, plug: Partial<Machine>): Machine {
  return {
    onStart(_now, boot) {
      const { path } = JSON.parse(Buffer.from(boot.config).toString()) as { path: string };
      host.listen(1, { kind: "unix", path }, {});
      host.append("audit", "row");
      host.append("audit-json", "{}");
    },
    onListen: pass,
    onAccept: pass,
    onSecure: pass,
    onConnect: pass,
    onData: (_now, _conn, bytes) => bytes.length,
    onWritable: pass,
    onEnd: pass,
    onReset: pass,
    onDatagram: pass,
    onDeadline: pass,
    onLoaded: pass,
    onStored: pass,
    onChildExit: pass,
    onTurnEnd: pass,
    ...plug,
  };
}

function machinesOf(plug: (host: Host) => Partial<Machine>): ProxyMachines {
  return {
    createMaster: (host) => toyMaster(host, plug(host)),
    createWorker: (host) => toyMaster(host, {}),
    masterConfig: ({ commandSocket }) => Buffer.from(JSON.stringify({ path: commandSocket })),
  };
}

let directory = "";
let running: RunningProxy[] = [];
let lines: string[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "kakehi-proxy-"));
  lines = [];
});

afterEach(async () => {
  for (const proxy of running) await proxy.kill();
  running = [];
  rmSync(directory, { recursive: true, force: true });
});

function settings(change: Partial<Settings> = {}): Settings {
  const made = settingsOfShortcuts({ socket: "s", workers: 0 }, directory);
  return { ...(made as { settings: Settings }).settings, ...change };
}

async function start(
  change: Partial<Settings> = {},
  plug: (host: Host) => Partial<Machine> = () => ({}),
  options: Partial<ProxyOptions> = {},
): Promise<RunningProxy> {
  const proxy = await startProxy({
    settings: settings(change),
    warnings: [],
    machines: machinesOf(plug),
    inProcess: true,
    allowRemote: false,
    log: (line) => lines.push(line),
    seed: undefined,
    workerEntry: join(directory, "absent.js"),
    ...options,
  });
  running.push(proxy);
  return proxy;
}

async function failure(started: Promise<unknown>): Promise<ServeError> {
  const error: unknown = await started.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ServeError);
  expect((error as ServeError).message).not.toMatch(/\n/);
  return error as ServeError;
}

test("resolves when the command socket accepts, and tells warnings in the log", async () => {
  const proxy = await start({}, undefined, { warnings: ["c.toml:1:1: odd"] });
  expect(statSync(proxy.commandSocket).mode & 0o777).toBe(0o600);
  expect(proxy.warnings).toEqual(["c.toml:1:1: odd"]);
  const texts = lines.map((line) => line.replace(/^\S+ /, ""));
  expect(texts).toContain("WARN configuration: c.toml:1:1: odd");
  expect(texts).toContain(`INFO host: listening on ${proxy.commandSocket}`);
});

test("audit rows go to the files named", async () => {
  const auditPath = join(directory, "audit.log");
  const auditJsonPath = join(directory, "audit.json");
  await start({ auditPath, auditJsonPath });
  expect(statSync(auditPath).size).toBe(4);
  expect(statSync(auditJsonPath).size).toBe(3);
});

test("an asked stop is a SoftStop over the proxy's own socket", async () => {
  const heard: string[] = [];
  const proxy = await start({}, (host) => ({
    onData(_now, _conn, bytes) {
      heard.push(Buffer.from(bytes).toString("hex"));
      host.exit(0);
      return bytes.length;
    },
  }));
  expect(await proxy.stop()).toBe(0);
  expect(heard).toEqual(["0b00000000000000ba0200"]);
  expect(existsSync(proxy.commandSocket)).toBe(false);
  expect(await proxy.stop()).toBe(0);
});

test("a machine that refuses to stop is ended", async () => {
  const proxy = await start({}, (host) => ({
    onData(_now, conn, bytes) {
      // FAILURE "no", in two pieces: PROCESSING first.
      host.write(conn, Buffer.from("0a0000000000000008010e0000000000000008021202", "hex"));
      host.write(conn, Buffer.from("6e6f", "hex"));
      return bytes.length;
    },
  }));
  expect(await proxy.stop()).toBe(1);
});

test("a killed proxy leaves no socket file", async () => {
  const proxy = await start();
  expect(await proxy.kill()).toBe(1);
  expect(existsSync(proxy.commandSocket)).toBe(false);
});

test("an address in use, a long path, a missing directory and a plain file are one line", async () => {
  const path = join(directory, "busy");
  const server = createServer().listen(path);
  writeFileSync(join(directory, "plain"), "");
  const cases: [string, RegExp][] = [
    [path, /busy: the address is in use$/],
    [join(directory, "x".repeat(200)), /: the path has \d+ bytes, and a socket's may have 107$/],
    [join(directory, "none", "s"), /: the directory does not exist$/],
    [join(directory, "plain"), /: there is a file that is not a socket$/],
  ];
  for (const [commandSocket, message] of cases) {
    const error = await failure(start({ commandSocket }));
    expect(error.code).toBe("command-socket");
    expect(error.message).toMatch(message);
  }
  expect(existsSync(path)).toBe(true);
  server.close();
});

test("a master that ends before it listens is an error", async () => {
  const error = await failure(
    start({}, (host) => ({
      onStart: () => {
        host.exit(4);
      },
    })),
  );
  expect(error.code).toBe("ended");
  expect(error.message).toMatch(/code 4/);
});

test("an audit file that cannot be written is an error before anything starts", async () => {
  const error = await failure(start({ auditPath: "/dev/null" }));
  expect(error).toMatchObject({ code: "sink" });
  expect(existsSync(join(directory, "s"))).toBe(false);
});

test("without a compiled worker only one process is possible", async () => {
  const error = await failure(start({ workerCount: 1 }, undefined, { inProcess: false }));
  expect(error.code).toBe("worker-entry");
});

test("settings come from a file or from shortcuts", async () => {
  const path = join(directory, "config.toml");
  writeFileSync(path, 'command_socket = "x.sock"\nodd = 1\n');
  expect(await settingsFrom({ configuration: path })).toMatchObject({
    settings: { commandSocket: join(directory, "x.sock") },
    warnings: [`${path}:2:1: unknown key "odd"`],
  });
  expect(await settingsFrom({ shortcuts: { workers: 5 } })).toMatchObject({
    settings: { workerCount: 5 },
  });
});

test("a configuration that cannot be is one line", async () => {
  const path = join(directory, "config.toml");
  const failed = (): Promise<ServeError> => failure(settingsFrom({ configuration: path }));
  expect((await failed()).message).toBe(`${path}: no regular file that can be read`);
  writeFileSync(path, Buffer.from([0xff]));
  expect((await failed()).message).toBe(`${path}: it is not UTF-8`);
  writeFileSync(path, "\nworker_count = 1.5");
  expect((await failed()).message).toMatch(/config\.toml:2:1: worker_count: /);
  const error = await failure(settingsFrom({ shortcuts: { detail: "x" } }));
  expect(error.code).toBe("configuration");
});
