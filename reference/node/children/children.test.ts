import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AcceptFacts, ConnId, ExitCause, Host, Machine } from "../../host.ts";
import { NodeHost } from "../host/node-host.ts";
import { seededRandomness } from "../host/random.ts";
import type { Launch } from "./child.ts";
import { inProcessLaunch } from "./in-process-launch.ts";
import { lineSplitter } from "./line-splitter.ts";
import { ListenHub } from "../share/hub.ts";
import { processLaunch } from "./process-launch.ts";
import { decodeWorkerBoot, encodeWorkerBoot } from "./worker-boot.ts";

type Plug = Partial<Machine>;

/** A machine that does what is plugged in and lets everything else pass. */
function machineOf(plug: Plug): Machine {
  const pass = (): void => undefined;
  return {
    onStart: pass,
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

/** Echoes; at "bye" it exits with 3, at "fall" it fails. */
const echoScript = `
const { Socket } = require("node:net");
let boot = "";
new Socket({ fd: 5, writable: false }).on("data", (chunk) => (boot += chunk)).on("end", () => {
  const { name, parent, config } = JSON.parse(boot);
  process.stderr.write("INFO " + name + ": child of " + parent + "\\n");
  const channel = new Socket({ fd: 3, allowHalfOpen: true });
  const up = new Socket({ fd: 4 });
  up.write("config " + config + ";");
  channel.on("data", (chunk) => {
    const text = chunk.toString();
    up.write(text, () => {
      if (text.includes("bye")) process.exit(3);
    });
  });
  channel.on("end", () => process.exit(0));
  channel.on("error", () => process.exit(0));
});
`;

/** The same, as a machine. */
function echoMachine(host: Host): Machine {
  let config = "";
  return machineOf({
    onStart(_now, boot) {
      config = Buffer.from(boot.config).toString("hex");
      host.append("log", `INFO ${boot.name}: child of master`);
    },
    onAccept(_now: number, conn: ConnId, facts: AcceptFacts) {
      expect(facts.listener).toBe(0);
      host.write(conn, Buffer.from(`config ${config};`));
    },
    onData(_now, conn, bytes) {
      host.write(conn, bytes);
      const leave = Buffer.from(bytes).toString().includes("bye") ? host.exit.bind(host, 3) : null;
      leave?.();
      return bytes.length;
    },
  });
}

interface Master {
  readonly host: NodeHost;
  readonly inputs: string[];
  readonly lines: string[];
  text: string;
}

let directory = "";
let hosts: NodeHost[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "kakehi-children-"));
});

afterEach(async () => {
  for (const host of hosts) await host.close();
  hosts = [];
  rmSync(directory, { recursive: true, force: true });
});

function until(observed: () => void): Promise<void> {
  return vi.waitFor(observed, { timeout: 20_000, interval: 5 });
}

const kinds: [string, (lines: string[]) => Launch][] = [
  [
    "a process",
    (lines) => {
      const entry = join(directory, "echo.cjs");
      writeFileSync(entry, echoScript);
      return processLaunch({
        entry,
        parent: "master",
        seed: undefined,
        allowRemote: false,
        access: undefined,
        hub: new ListenHub({ transfers: true, report: () => undefined }),
        line: (text) => lines.push(text),
      });
    },
  ],
  [
    "in process",
    (lines) =>
      inProcessLaunch({
        createMachine: echoMachine,
        parent: "master",
        seed: undefined,
        log: (line) => lines.push(line) > 0,
        allowRemote: false,
        access: undefined,
        hub: new ListenHub({ transfers: true, report: () => undefined }),
      }),
  ],
];

function raise(launchOf: (lines: string[]) => Launch, plug: Plug = {}): Master {
  const lines: string[] = [];
  const inputs: string[] = [];
  const master: { text: string } = { text: "" };
  const host = new NodeHost({
    name: "master",
    config: new Uint8Array(),
    createMachine: (created) =>
      machineOf({
        onStart() {
          created.spawn("worker-0", new Uint8Array([0xab, 0xcd]));
          created.connect(2, { kind: "node", node: "worker-0" });
        },
        onConnect(_now, conn, outcome) {
          inputs.push(`connect ${conn} ${outcome}`);
        },
        onData(_now, _conn, bytes) {
          master.text += Buffer.from(bytes).toString();
          return bytes.length;
        },
        onEnd(_now, conn) {
          inputs.push(`end ${conn}`);
        },
        onReset(_now, conn) {
          inputs.push(`reset ${conn}`);
        },
        onChildExit(_now, child, cause: ExitCause) {
          inputs.push(
            `exit ${child} ${JSON.stringify(cause)} after ${JSON.stringify(master.text)}`,
          );
        },
        ...plug,
      }),
    randomness: seededRandomness(1, "master"),
    sinks: {},
    directory,
    launch: launchOf(lines),
    credentials: () => undefined,
    allowRemote: false,
    report: () => undefined,
    exited: () => undefined,
  });
  hosts.push(host);
  host.start();
  return Object.assign(master, { host, inputs, lines });
}

test.each(kinds)("%s: boots with its configuration, talks, logs", async (_kind, launchOf) => {
  const master = raise(launchOf);
  await until(() => {
    expect(master.text).toBe("config abcd;");
  });
  expect(master.inputs).toEqual(["connect 2 connected"]);
  expect(master.host.write(2, Buffer.from("ping"))).toBe(4);
  await until(() => {
    expect(master.text).toBe("config abcd;ping");
    expect(master.lines).toEqual(["INFO worker-0: child of master"]);
  });
});

test.each(kinds)("%s: what it wrote is given before its exit is", async (_kind, launchOf) => {
  const master = raise(launchOf);
  await until(() => {
    expect(master.text).toBe("config abcd;");
  });
  master.host.write(2, Buffer.from("bye"));
  await until(() => {
    expect(master.inputs.at(-1)).toBe(
      'exit worker-0 {"kind":"exited","code":3} after "config abcd;bye"',
    );
  });
  expect(["end 2", "reset 2"]).toContain(master.inputs[1]);
  expect(master.inputs.filter((input) => input === "reset 2")).toHaveLength(1);
  expect(master.host.write(2, Buffer.from("late"))).toBe(0);
});

test.each(kinds)("%s: killed, it is told as killed, once", async (_kind, launchOf) => {
  const master = raise(launchOf);
  await until(() => {
    expect(master.text).toBe("config abcd;");
  });
  master.host.kill("worker-0");
  master.host.kill("worker-0");
  await until(() => {
    expect(master.inputs.at(-1)).toMatch(/^exit worker-0 {"kind":"killed"}/);
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(master.inputs.filter((input) => input.startsWith("exit"))).toHaveLength(1);
});

test.each(kinds)(
  "%s: its death is told though its last bytes are held",
  async (_kind, launchOf) => {
    const master = raise(launchOf, { onData: () => 0 });
    await until(() => {
      expect(master.lines).toHaveLength(1);
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    master.host.kill("worker-0");
    await until(() => {
      expect(master.inputs.at(-1)).toMatch(/^exit worker-0/);
    });
  },
);

test.each(kinds)("%s: it ends when its master closes", async (_kind, launchOf) => {
  const master = raise(launchOf);
  await until(() => {
    expect(master.text).toBe("config abcd;");
  });
  await master.host.close();
  expect(master.inputs).toEqual(["connect 2 connected"]);
});

test("an answer is read though a later write to the dead child failed", async () => {
  const entry = join(directory, "answer-and-die.cjs");
  writeFileSync(
    entry,
    `require("node:fs").writeSync(4, "answer"); require("node:fs").writeFileSync(process.argv[1] + ".done", "");`,
  );
  const exits: string[] = [];
  const master = raise(
    () => {
      const launch = processLaunch({
        entry,
        parent: "master",
        seed: undefined,
        allowRemote: false,
        access: undefined,
        hub: new ListenHub({ transfers: true, report: () => undefined }),
        line: (text) => exits.push(text),
      });
      return (name, config, exited) => {
        const child = launch(name, config, exited);
        // The loop stands still until the child is gone, then the master speaks first.
        const end = Date.now() + 20_000;
        while (!existsSync(`${entry}.done`) && Date.now() < end);
        execFileSync("sleep", ["0.2"]);
        return child;
      };
    },
    {
      onConnect() {
        hosts[0]?.write(2, Buffer.from("anybody?"));
      },
    },
  );
  await until(() => {
    expect(master.inputs.at(-1)).toMatch(/^exit worker-0 .* after "answer"$/);
  });
});

test("a script that is not there is a child that exited", async () => {
  const master = raise((lines) =>
    processLaunch({
      entry: join(directory, "absent.cjs"),
      parent: "master",
      seed: 1,
      allowRemote: false,
      access: undefined,
      hub: new ListenHub({ transfers: true, report: () => undefined }),
      line: (text) => lines.push(text),
    }),
  );
  await until(() => {
    expect(master.inputs.at(-1)).toMatch(/^exit worker-0 {"kind":"exited","code":1}/);
  });
  expect(master.lines.join("\n")).toMatch(/Cannot find module/);
});

test("a boot message survives the way, and another text is refused", () => {
  const boot = {
    name: "worker-7",
    parent: "master",
    seed: undefined,
    allowRemote: true,
    access: undefined,
    config: new Uint8Array([0, 255]),
  };
  expect(decodeWorkerBoot(encodeWorkerBoot(boot))).toEqual(boot);
  expect(decodeWorkerBoot(encodeWorkerBoot({ ...boot, seed: 5 })).seed).toBe(5);
  const access = { kind: "udp", host: "127.0.0.1", port: 514 } as const;
  expect(decodeWorkerBoot(encodeWorkerBoot({ ...boot, access })).access).toEqual(access);
  for (const text of ["null", "7", "{}", '{"name":"a","parent":"b","allowRemote":true}']) {
    expect(() => decodeWorkerBoot(Buffer.from(text))).toThrow(/boot message/);
  }
});

test("lines are cut at their ends, whatever the chunks, and at a bound", () => {
  const lines: string[] = [];
  const split = lineSplitter((line) => lines.push(line));
  for (const chunk of ["one\ntw", "", "o\n\nthree\n", "x".repeat(9_000), "y\n", "open"])
    split(chunk);
  expect(lines.map((line) => line.slice(0, 6))).toEqual(["one", "two", "three", "xxxxxx"]);
  expect(lines[3]).toHaveLength(8_192);
});
