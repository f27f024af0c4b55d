import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { seededRandomness } from "./random.ts";
import { collect, seen, ToyStage, until } from "./testing/toy-stage.ts";

const stage = new ToyStage();

test("boots the machine with its name, configuration and seed, in a turn of its own", () => {
  const { machine } = stage.raise(() => undefined);
  expect(machine.inputs).toEqual(["start", "turn"]);
  expect(machine.boot).toMatchObject({ name: "toy", config: new Uint8Array([1, 2, 3]) });
  expect(machine.boot?.seed).toBe(seededRandomness(7, "toy").seed);
});

test("a connection refused, a socket file without an owner, an unknown child: outcomes", async () => {
  const port = await stage.loopbackServer(() => undefined);
  await stage.clear();
  const toy = stage.raise((machine) => {
    machine.atStart = (host) => {
      host.connect(2, { kind: "inet", host: "127.0.0.1", port });
      host.connect(4, { kind: "unix", path: join(stage.directory, "nobody.sock") });
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

test("LOG-TIMES: the wall clock of a long turn is that of its beginning", () => {
  vi.useFakeTimers({ toFake: ["hrtime", "Date"], now: 1_000 });
  const read: number[] = [];
  stage.raise((machine) => {
    machine.atStart = (host) => {
      vi.advanceTimersByTime(40);
      read.push(host.wall());
    };
  });
  vi.useRealTimers();
  expect(read).toEqual([1_000_000]);
});

test("lines go to the sink they are for; a sink that is absent takes none", () => {
  const lines: string[] = [];
  stage.raise(
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
  const toy = await stage.listening((machine) => {
    machine.take = (conn, bytes) => {
      machine.host.write(conn, Buffer.from("goodbye"));
      machine.host.exit(3);
      machine.host.exit(4);
      return bytes.length;
    };
  });
  const socket = stage.dial();
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
  const toy = await stage.listening((machine) => {
    machine.take = (conn, bytes) => {
      machine.host.write(conn, new Uint8Array(100_000));
      return bytes.length;
    };
  });
  const socket = stage.dial();
  socket.write("x".repeat(200_000));
  await seen(toy, "data 1");
  socket.destroy();
  await until(() => {
    expect(toy.machine.inputs.some((input) => ["reset 1", "end 1"].includes(input))).toBe(true);
  });
  stage.dial();
  await seen(toy, "accept 3 on 1");
});
