import { spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Address } from "../../host.ts";
import { freePort } from "./testing/free-port.ts";
import { seen, ToyStage, until } from "./testing/toy-stage.ts";

const stage = new ToyStage();

test("datagrams are received where they are listened for, and sent", async () => {
  const sink = createSocket("udp4");
  const heard: string[] = [];
  sink.on("message", (bytes) => heard.push(bytes.toString()));
  await new Promise<void>((resolve) => sink.bind(0, "127.0.0.1", resolve));
  stage.afterwards(() => {
    sink.close();
  });
  // The port that the machine listens on is one that was free a moment ago.
  const probe = createSocket("udp4");
  await new Promise<void>((resolve) => probe.bind(0, "127.0.0.1", resolve));
  const port = probe.address().port;
  await new Promise<void>((resolve) => probe.close(resolve));
  const toy = stage.raise((machine) => {
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
  const port = await stage.loopbackServer(() => undefined);
  writeFileSync(join(stage.directory, "plain"), "");
  const cases: [Address, string, RegExp][] = [
    [{ kind: "inet", host: "127.0.0.1", port }, "address-in-use", /in use/],
    [{ kind: "inet", host: "0.0.0.0", port: 0 }, "denied", /loopback/],
    [{ kind: "unix", path: join(stage.directory, "plain") }, "denied", /not a socket/],
    [
      { kind: "unix", path: join(stage.directory, "none", "s") },
      "denied",
      /directory does not exist/,
    ],
    [{ kind: "unix", path: join(stage.directory, "l".repeat(108)) }, "denied", /bytes/],
    [{ kind: "node", node: "worker-0" }, "denied", /channel/],
  ];
  const toy = stage.raise((machine) => {
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
  const toy = stage.raise(
    (machine) => {
      machine.atStart = (host) => {
        host.listen(1, { kind: "inet", host: "0.0.0.0", port: 0 }, {});
      };
    },
    { allowRemote: true },
  );
  await seen(toy, "listen 1 listening");
});

test("a connection that was reset before it was accepted is none", async () => {
  const port = await freePort();
  const toy = stage.raise((machine) => {
    machine.atStart = (host) => {
      host.listen(1, { kind: "inet", host: "127.0.0.1", port }, {});
    };
  });
  await seen(toy, "listen 1 listening");
  const script = `const socket = require("net").connect(process.argv[1], "127.0.0.1", () => {
    socket.write("GET /", () => socket.resetAndDestroy());
  })`;
  // Nothing is accepted while this process waits.
  spawnSync(process.execPath, ["-e", script, String(port)], { timeout: 20_000 });
  const socket = connect(port, "127.0.0.1", () => socket.write("late"));
  stage.afterwards(() => {
    socket.destroy();
  });
  await until(() => {
    expect([...toy.machine.received.values()].map(String)).toContain("late");
  });
  const accepted = toy.machine.inputs.filter((input) => input.startsWith("accept"));
  expect(accepted).toEqual(["accept 1 on 1"]);
});

test("the socket file has mode 0600, is taken over when stale, never when alive, and goes at the end", async () => {
  const script = `require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`;
  spawnSync(process.execPath, ["-e", script, stage.path], { timeout: 20_000 });
  expect(existsSync(stage.path)).toBe(true);
  const first = await stage.listening();
  expect(statSync(stage.path).mode & 0o777).toBe(0o600);
  const second = stage.raise((machine) => {
    machine.atStart = (host) => {
      host.listen(1, { kind: "unix", path: stage.path }, {});
    };
  });
  await seen(second, "listen 1 address-in-use");
  expect(second.reports[0]?.reason).toBe("the address is in use");
  stage.dial();
  await seen(first, "accept 1 on 1");
  await first.host.close();
  expect(existsSync(stage.path)).toBe(false);
});
