import { execFileSync, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Address, Boot, ConnId, Host, Machine, Micros } from "../../host.ts";
import { sendBufferBytesMax } from "../bounds.ts";
import { credentialsReader } from "./credentials.ts";
import type { ListenReport } from "./listeners.ts";
import { NodeHost, type NodeHostOptions } from "./node-host.ts";
import { seededRandomness } from "./random.ts";

/** Records every input as a line and does what a test plugs in. */
class ToyMachine implements Machine {
  readonly host: Host;
  readonly inputs: string[] = [];
  readonly received = new Map<ConnId, Buffer>();
  boot: Boot | undefined;
  facts: Parameters<Machine["onAccept"]>[2] | undefined;
  loaded: Uint8Array | undefined;
  now: Micros = 0;
  isInside = false;
  atStart: (host: Host) => void = () => undefined;
  atAccept: (conn: ConnId) => void = () => undefined;
  atConnect: (conn: ConnId) => void = () => undefined;
  take: (conn: ConnId, bytes: Uint8Array) => number = (_conn, bytes) => bytes.length;
  atWritable: (conn: ConnId) => void = () => undefined;
  atDeadline: (now: Micros) => void = () => undefined;

  constructor(host: Host) {
    this.host = host;
  }

  #input(now: Micros, text: string, work: () => void = () => undefined): void {
    expect(this.isInside, "no host call re-enters the machine").toBe(false);
    expect(now).toBeGreaterThanOrEqual(this.now);
    this.isInside = true;
    this.now = now;
    this.inputs.push(text);
    work();
    this.isInside = false;
  }

  onStart(now: Micros, boot: Boot): void {
    this.#input(now, "start", () => {
      this.boot = boot;
      this.atStart(this.host);
    });
  }
  onListen(now: Micros, listener: number, outcome: string): void {
    this.#input(now, `listen ${listener} ${outcome}`);
  }
  onAccept(now: Micros, conn: ConnId, facts: Parameters<Machine["onAccept"]>[2]): void {
    this.#input(now, `accept ${conn} on ${facts.listener}`, () => {
      this.facts = facts;
      this.atAccept(conn);
    });
  }
  onSecure(now: Micros, conn: ConnId): void {
    this.#input(now, `secure ${conn}`);
  }
  onConnect(now: Micros, conn: ConnId, outcome: string): void {
    this.#input(now, `connect ${conn} ${outcome}`, () => {
      this.atConnect(conn);
    });
  }
  onData(now: Micros, conn: ConnId, bytes: Uint8Array): number {
    let taken = 0;
    this.#input(now, `data ${conn}`, () => {
      expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
      taken = this.take(conn, bytes);
      const before = this.received.get(conn) ?? Buffer.alloc(0);
      this.received.set(conn, Buffer.concat([before, bytes.subarray(0, taken)]));
    });
    return taken;
  }
  onWritable(now: Micros, conn: ConnId): void {
    this.#input(now, `writable ${conn}`, () => {
      this.atWritable(conn);
    });
  }
  onEnd(now: Micros, conn: ConnId): void {
    this.#input(now, `end ${conn}`);
  }
  onReset(now: Micros, conn: ConnId): void {
    this.#input(now, `reset ${conn}`);
  }
  onDatagram(now: Micros, listener: number, from: Address, bytes: Uint8Array): void {
    this.#input(now, `datagram ${listener} ${from.kind} ${Buffer.from(bytes).toString()}`);
  }
  onDeadline(now: Micros): void {
    this.#input(now, "deadline", () => {
      this.atDeadline(now);
    });
  }
  onLoaded(now: Micros, name: string, bytes: Uint8Array | undefined): void {
    this.#input(now, `loaded ${name} ${bytes === undefined ? "no" : "yes"}`, () => {
      this.loaded = bytes;
    });
  }
  onStored(now: Micros, name: string, ok: boolean): void {
    this.#input(now, `stored ${name} ${String(ok)}`);
  }
  onChildExit(now: Micros, child: string, cause: { readonly kind: string }): void {
    this.#input(now, `child ${child} ${cause.kind}`);
  }
  onTurnEnd(now: Micros): void {
    this.#input(now, "turn");
  }

  get text(): (conn: ConnId) => string {
    return (conn) => this.received.get(conn)?.toString() ?? "";
  }
}

interface Toy {
  readonly machine: ToyMachine;
  readonly host: NodeHost;
  readonly reports: ListenReport[];
  readonly exits: number[];
}

let directory = "";
let cleanups: (() => Promise<void> | void)[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "kakehi-host-"));
});

afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  cleanups = [];
  rmSync(directory, { recursive: true, force: true });
});

function raise(prepare: (machine: ToyMachine) => void, given: Partial<NodeHostOptions> = {}): Toy {
  const reports: ListenReport[] = [];
  const exits: number[] = [];
  let machine: ToyMachine | undefined;
  const host = new NodeHost({
    name: "toy",
    config: new Uint8Array([1, 2, 3]),
    createMachine: (created) => (machine = new ToyMachine(created)),
    randomness: seededRandomness(7, "toy"),
    sinks: {},
    directory,
    launch: () => {
      throw new Error("no children here");
    },
    credentials: () => undefined,
    allowRemote: false,
    report: (report) => {
      reports.push(report);
    },
    exited: (code) => {
      exits.push(code);
    },
    ...given,
  });
  prepare(machine!);
  host.start();
  cleanups.push(() => host.close());
  return { machine: machine!, host, reports, exits };
}

const path = (): string => join(directory, "toy.sock");

async function listening(
  prepare: (machine: ToyMachine) => void = () => undefined,
  given: Partial<NodeHostOptions> = {},
): Promise<Toy> {
  const toy = raise((machine) => {
    machine.atStart = (host) => {
      host.listen(1, { kind: "unix", path: path() }, {});
    };
    prepare(machine);
  }, given);
  await seen(toy, "listen 1 listening");
  return toy;
}

function until(observed: () => void): Promise<void> {
  return vi.waitFor(observed, { timeout: 20_000, interval: 5 });
}

function seen({ machine }: Toy, input: string): Promise<void> {
  return until(() => {
    expect(machine.inputs).toContain(input);
  });
}

function dial(): Socket {
  const socket = connect({ path: path(), allowHalfOpen: true });
  socket.on("error", () => undefined);
  cleanups.push(() => {
    socket.destroy();
  });
  return socket;
}

function collect(socket: Socket): { bytes: Buffer; ended: boolean; closed: boolean } {
  const all = { bytes: Buffer.alloc(0), ended: false, closed: false };
  socket.on("data", (chunk: Buffer) => {
    all.bytes = Buffer.concat([all.bytes, chunk]);
  });
  socket.on("end", () => (all.ended = true));
  socket.on("close", () => (all.closed = true));
  return all;
}

async function loopbackServer(serve: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer({ allowHalfOpen: true }, serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test("boots the machine with its name, configuration and seed, in a turn of its own", () => {
  const { machine } = raise(() => undefined);
  expect(machine.inputs).toEqual(["start", "turn"]);
  expect(machine.boot).toMatchObject({ name: "toy", config: new Uint8Array([1, 2, 3]) });
  expect(machine.boot?.seed).toBe(seededRandomness(7, "toy").seed);
});

test("an accepted connection gets an odd number, its bytes, its end, and each turn is closed", async () => {
  const toy = await listening();
  const socket = dial();
  socket.end("hello");
  await seen(toy, "end 1");
  dial();
  await seen(toy, "accept 3 on 1");
  expect(toy.machine.text(1)).toBe("hello");
  const first = toy.machine.inputs.slice(toy.machine.inputs.indexOf("accept 1 on 1"));
  expect(first.slice(0, 6)).toEqual(["accept 1 on 1", "turn", "data 1", "turn", "end 1", "turn"]);
  expect(toy.machine.facts).toMatchObject({
    listener: 1,
    local: { kind: "unix", path: path() },
    remote: { kind: "unix" },
    credentials: undefined,
  });
});

test("a half-closed connection is still answered", async () => {
  const toy = await listening();
  const socket = dial();
  const answer = collect(socket);
  socket.end("question");
  await seen(toy, "end 1");
  expect(toy.host.write(1, Buffer.from("answer"))).toBe(6);
  toy.host.end(1);
  expect(toy.host.write(1, Buffer.from("late"))).toBe(0);
  await until(() => {
    expect(answer.ended).toBe(true);
  });
  expect(answer.bytes.toString()).toBe("answer");
});

test("our end leaves the other direction open", async () => {
  const toy = await listening((machine) => {
    machine.atAccept = (conn) => {
      machine.host.end(conn);
    };
  });
  const socket = dial();
  const answer = collect(socket);
  await until(() => {
    expect(answer.ended).toBe(true);
  });
  socket.write("still");
  await seen(toy, "data 1");
  socket.end();
  await seen(toy, "end 1");
  expect(toy.machine.inputs).not.toContain("reset 1");
});

test("what was not taken is offered again after resume, in a later turn, and before the end", async () => {
  const toy = await listening((machine) => {
    machine.take = () => 2;
  });
  const socket = dial();
  socket.end("abcdef");
  await seen(toy, "data 1");
  toy.host.resume(1);
  expect(toy.machine.text(1)).toBe("ab");
  await until(() => {
    expect(toy.machine.text(1)).toBe("abcd");
  });
  expect(toy.machine.inputs).not.toContain("end 1");
  toy.host.resume(1);
  await seen(toy, "end 1");
  expect(toy.machine.text(1)).toBe("abcdef");
});

test("a machine that takes nothing and resumes at once starves nobody", async () => {
  let refusals = 0;
  const toy = await listening((machine) => {
    machine.take = (conn, bytes) => {
      refusals += conn === 1 ? 1 : 0;
      machine.host.resume(conn);
      return conn === 1 && refusals <= 500 ? 0 : bytes.length;
    };
  });
  dial().write("stubborn");
  await seen(toy, "data 1");
  dial().write("polite");
  await until(() => {
    expect(toy.machine.text(3)).toBe("polite");
  });
  await until(() => {
    expect(toy.machine.text(1)).toBe("stubborn");
  });
});

test("a machine that does not take stalls the writer", async () => {
  const toy = await listening((machine) => {
    machine.take = () => 0;
  });
  const socket = dial();
  const megabytes = Buffer.alloc(8_000_000, 1);
  let isSent = false;
  socket.write(megabytes, () => (isSent = true));
  await seen(toy, "data 1");
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(isSent).toBe(false);
  expect(toy.machine.inputs.filter((input) => input === "data 1")).toHaveLength(1);
  toy.machine.take = (_conn, bytes) => bytes.length;
  toy.host.resume(1);
  await until(() => {
    expect(toy.machine.received.get(1)?.length).toBe(megabytes.length);
  });
});

test("a write comes up short at the bound, and room is told once, at half", async () => {
  const accepted: number[] = [];
  const pattern = Buffer.from(Array.from({ length: 4_000_000 }, (_, index) => index % 251));
  let sent = 0;
  const push = (machine: ToyMachine, conn: ConnId): void => {
    let count = -1;
    while (count !== 0 && sent < pattern.length) {
      count = machine.host.write(conn, pattern.subarray(sent, sent + 300_000));
      accepted.push(count);
      sent += count;
    }
  };
  const toy = await listening((machine) => {
    machine.atAccept = (conn) => {
      push(machine, conn);
    };
    machine.atWritable = (conn) => {
      push(machine, conn);
    };
  });
  const socket = dial();
  socket.pause();
  await until(() => {
    expect(toy.machine.inputs).toContain("accept 1 on 1");
  });
  expect(accepted.slice(0, 2)).toEqual([sendBufferBytesMax, 0]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const before = toy.machine.inputs.filter((input) => input === "writable 1").length;
  const answer = collect(socket);
  socket.resume();
  await until(() => {
    expect(answer.bytes.length).toBe(pattern.length);
  });
  expect(answer.bytes.equals(pattern)).toBe(true);
  const refills = toy.machine.inputs.filter((input) => input === "writable 1").length;
  expect(refills).toBeGreaterThan(before);
  // Each round of room follows one short write.
  expect(refills).toBeLessThanOrEqual(accepted.filter((count) => count === 0).length + 1);
});

test("bytes given to write are the machine's own again at once", async () => {
  await listening((machine) => {
    machine.atAccept = (conn) => {
      const bytes = Buffer.from("mine");
      machine.host.write(conn, bytes);
      bytes.fill(0xdd);
    };
  });
  const answer = collect(dial());
  await until(() => {
    expect(answer.bytes.toString()).toBe("mine");
  });
});

test("reset of a Unix connection closes it, and nothing is heard of it again", async () => {
  const toy = await listening((machine) => {
    machine.take = (conn, bytes) => {
      machine.host.reset(conn);
      return bytes.length;
    };
  });
  const socket = dial();
  const answer = collect(socket);
  socket.write("go");
  await until(() => {
    expect(answer.closed || answer.ended).toBe(true);
  });
  socket.destroy();
  dial();
  await seen(toy, "accept 3 on 1");
  expect(toy.machine.inputs).not.toContain("reset 1");
  expect(toy.host.write(1, Buffer.from("x"))).toBe(0);
});

test("reset of an inet connection is an RST, and a peer's RST is told", async () => {
  const codes: (string | undefined)[] = [];
  const peers: Socket[] = [];
  const port = await loopbackServer((socket) => {
    peers.push(socket);
    socket.on("error", (error: NodeJS.ErrnoException) => codes.push(error.code));
  });
  const toy = raise((machine) => {
    machine.atStart = (host) => {
      host.connect(2, { kind: "inet", host: "127.0.0.1", port });
      host.connect(4, { kind: "inet", host: "127.0.0.1", port });
      expect(host.write(2, Buffer.from("too soon"))).toBe(0);
    };
  });
  await seen(toy, "connect 4 connected");
  await until(() => {
    expect(peers).toHaveLength(2);
  });
  toy.host.reset(2);
  await until(() => {
    expect(codes).toEqual(["ECONNRESET"]);
  });
  for (const peer of peers) peer.resetAndDestroy();
  await seen(toy, "reset 4");
  expect(toy.machine.inputs).not.toContain("reset 2");
});

test("a connection refused, a socket file without an owner, an unknown child: outcomes", async () => {
  const port = await loopbackServer(() => undefined);
  for (const cleanup of cleanups.splice(0)) await cleanup();
  const toy = raise((machine) => {
    machine.atStart = (host) => {
      host.connect(2, { kind: "inet", host: "127.0.0.1", port });
      host.connect(4, { kind: "unix", path: join(directory, "nobody.sock") });
      host.connect(6, { kind: "node", node: "worker-9" });
      host.connect(8, { kind: "inet", host: "127.0.0.1", port });
      host.reset(8);
    };
  });
  await seen(toy, "connect 2 refused");
  await seen(toy, "connect 4 unreachable");
  await seen(toy, "connect 6 refused");
  expect(toy.machine.inputs.filter((input) => input.startsWith("connect 8"))).toEqual([]);
});

test("the deadline is never early, is replaced by the next, and fires once", async () => {
  const fired: [Micros, Micros][] = [];
  let wanted = 0;
  const toy = raise((machine) => {
    machine.atStart = (host) => {
      host.setDeadline(5_000_000);
      wanted = host.clock() + 1_500;
      host.setDeadline(wanted);
    };
    machine.atDeadline = (now) => {
      fired.push([now, wanted]);
      wanted = now + 700;
      machine.host.setDeadline(fired.length < 40 ? wanted : undefined);
    };
  });
  await until(() => {
    expect(fired).toHaveLength(40);
  });
  expect(fired.filter(([now, at]) => now < at)).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(toy.machine.inputs.filter((input) => input === "deadline")).toHaveLength(40);
});

test("a deadline in the past is a later turn; one in ten years does not fire", async () => {
  const toy = raise((machine) => {
    machine.atStart = (host) => {
      host.setDeadline(0);
    };
    machine.atDeadline = () => {
      machine.host.setDeadline(10 * 365 * 86_400 * 1_000_000);
    };
  });
  expect(toy.machine.inputs).toEqual(["start", "turn"]);
  await seen(toy, "deadline");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(toy.machine.inputs).toEqual(["start", "turn", "deadline", "turn"]);
});

test("datagrams are received where they are listened for, and sent", async () => {
  const sink = createSocket("udp4");
  const heard: string[] = [];
  sink.on("message", (bytes) => heard.push(bytes.toString()));
  await new Promise<void>((resolve) => sink.bind(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    sink.close();
  });
  // The port that the machine listens on is one that was free a moment ago.
  const probe = createSocket("udp4");
  await new Promise<void>((resolve) => probe.bind(0, "127.0.0.1", resolve));
  const port = probe.address().port;
  await new Promise<void>((resolve) => probe.close(resolve));
  const toy = raise((machine) => {
    machine.atStart = (host) => {
      host.listen(5, { kind: "inet", host: "127.0.0.1", port }, { datagram: true });
      const to: Address = { kind: "inet", host: "127.0.0.1", port: sink.address().port };
      host.sendDatagram(to, Buffer.from("count:1|c"));
    };
  });
  await seen(toy, "listen 5 listening");
  sink.send("ping", port, "127.0.0.1");
  await seen(toy, "datagram 5 inet ping");
  await until(() => {
    expect(heard).toEqual(["count:1|c"]);
  });
});

test("listeners that cannot be say so with one line", async () => {
  const port = await loopbackServer(() => undefined);
  writeFileSync(join(directory, "plain"), "");
  const cases: [Address, string, RegExp][] = [
    [{ kind: "inet", host: "127.0.0.1", port }, "address-in-use", /in use/],
    [{ kind: "inet", host: "0.0.0.0", port: 0 }, "denied", /loopback/],
    [{ kind: "unix", path: join(directory, "plain") }, "denied", /not a socket/],
    [{ kind: "unix", path: join(directory, "none", "s") }, "denied", /directory does not exist/],
    [{ kind: "unix", path: join(directory, "l".repeat(108)) }, "denied", /bytes/],
    [{ kind: "node", node: "worker-0" }, "denied", /channel/],
  ];
  const toy = raise((machine) => {
    machine.atStart = (host) => {
      for (const [index, [at]] of cases.entries()) host.listen(index, at, {});
      host.listen(90, { kind: "inet", host: "127.0.0.1", port: 0 }, { tls: "x" });
    };
  });
  await until(() => {
    expect(toy.reports).toHaveLength(cases.length + 1);
  });
  for (const [index, [, outcome, reason]] of cases.entries()) {
    const report = toy.reports.find(({ listener }) => listener === index);
    expect(report).toMatchObject({ outcome, reason: expect.stringMatching(reason) as string });
    expect(report?.reason).not.toMatch(/\n/);
    expect(toy.machine.inputs).toContain(`listen ${index} ${outcome}`);
  }
  expect(toy.machine.inputs).toContain("listen 90 denied");
});

test("a remote listener is allowed when asked for", async () => {
  const toy = raise(
    (machine) => {
      machine.atStart = (host) => {
        host.listen(1, { kind: "inet", host: "0.0.0.0", port: 0 }, {});
      };
    },
    { allowRemote: true },
  );
  await seen(toy, "listen 1 listening");
});

test("the socket file has mode 0600, is taken over when stale, never when alive, and goes at the end", async () => {
  const script = `require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`;
  spawnSync(process.execPath, ["-e", script, path()], { timeout: 20_000 });
  expect(existsSync(path())).toBe(true);
  const first = await listening();
  expect(statSync(path()).mode & 0o777).toBe(0o600);
  const second = raise((machine) => {
    machine.atStart = (host) => {
      host.listen(1, { kind: "unix", path: path() }, {});
    };
  });
  await seen(second, "listen 1 address-in-use");
  expect(second.reports[0]?.reason).toBe("the address is in use");
  dial();
  await seen(first, "accept 1 on 1");
  await first.host.close();
  expect(existsSync(path())).toBe(false);
});

test("load takes regular files of the directory and refuses a FIFO, a device, a directory and nothing", async () => {
  writeFileSync(join(directory, "state"), "saved");
  mkdirSync(join(directory, "folder"));
  execFileSync("/usr/bin/env", ["mkfifo", join(directory, "fifo")]);
  const refused = ["fifo", "folder", "absent", "/dev/zero", "", "nul\0byte"];
  const toy = raise((machine) => {
    machine.atStart = (host) => {
      for (const name of [...refused, "state"]) host.load(name);
    };
  });
  await seen(toy, "loaded state yes");
  expect(Buffer.from(toy.machine.loaded!).toString()).toBe("saved");
  for (const name of refused) expect(toy.machine.inputs).toContain(`loaded ${name} no`);
});

test("store replaces a file whole, leaves nothing beside it, and refuses what is no file", async () => {
  writeFileSync(join(directory, "state"), "old");
  chmodSync(directory, 0o700);
  execFileSync("/usr/bin/env", ["mkfifo", join(directory, "fifo")]);
  const bytes = Buffer.from("new state");
  const toy = raise((machine) => {
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
  expect(readFileSync(join(directory, "state"), "utf8")).toBe("new state");
  expect(readdirSync(directory).sort()).toEqual(["fifo", "state"]);
});

test("a flood of loads is refused, never queued without bound", async () => {
  const toy = raise((machine) => {
    machine.atStart = (host) => {
      for (let count = 0; count < 300; count += 1) host.load(`absent-${count}`);
    };
  });
  await until(() => {
    expect(toy.machine.inputs.filter((input) => input.startsWith("loaded"))).toHaveLength(300);
  });
});

test("draws of one key do not depend on those of another", () => {
  const one = seededRandomness(1, "master");
  const other = seededRandomness(1, "master");
  const alone = [one.draw(5), one.draw(5), one.draw(5)];
  const mixed = [other.draw(5), other.draw(6), other.draw(5), other.draw(7), other.draw(5)];
  expect([mixed[0], mixed[2], mixed[4]]).toEqual(alone);
  expect(new Set([...alone, mixed[1], mixed[3]]).size).toBe(5);
  expect(seededRandomness(1, "worker-0").seed).not.toBe(one.seed);
});

test("lines go to the sink they are for; a sink that is absent takes none", () => {
  const lines: string[] = [];
  raise(
    (machine) => {
      machine.atStart = (host) => {
        expect(host.append("audit", "a row")).toBe(true);
        expect(host.append("log", "INFO toy: hello")).toBe(false);
      };
    },
    { sinks: { audit: (line) => lines.push(line) > 0 } },
  );
  expect(lines).toEqual(["a row"]);
});

test("exit ends the inputs at once, and what was accepted before is sent", async () => {
  const toy = await listening((machine) => {
    machine.take = (conn, bytes) => {
      machine.host.write(conn, Buffer.from("goodbye"));
      machine.host.exit(3);
      machine.host.exit(4);
      return bytes.length;
    };
  });
  const socket = dial();
  const answer = collect(socket);
  socket.write("leave");
  await until(() => {
    expect(toy.exits).toEqual([3]);
  });
  const { length } = toy.machine.inputs;
  expect(toy.machine.inputs.at(-1)).toBe("data 1");
  await toy.host.close();
  await until(() => {
    expect(answer.bytes.toString()).toBe("goodbye");
  });
  expect(toy.machine.inputs).toHaveLength(length);
});

test("a peer that floods and vanishes is a reset or an end, and the machine lives", async () => {
  const toy = await listening((machine) => {
    machine.take = (conn, bytes) => {
      machine.host.write(conn, new Uint8Array(100_000));
      return bytes.length;
    };
  });
  const socket = dial();
  socket.write("x".repeat(200_000));
  await seen(toy, "data 1");
  socket.destroy();
  await until(() => {
    expect(toy.machine.inputs.some((input) => ["reset 1", "end 1"].includes(input))).toBe(true);
  });
  dial();
  await seen(toy, "accept 3 on 1");
});

test.skipIf(process.platform !== "linux")(
  "Unix peers are known by pid, uid and gid",
  async (context) => {
    const reader = await credentialsReader();
    context.skip(!reader.ok, "koffi is not installed");
    const toy = await listening(() => undefined, {
      credentials: (socket) => (reader.ok ? reader.read(socket) : undefined),
    });
    dial();
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
