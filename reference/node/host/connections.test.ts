import { type Socket } from "node:net";
import { expect, test } from "vitest";
import type { ConnId } from "../../host.ts";
import { sendBufferBytesMax } from "../bounds.ts";
import { collect, seen, ToyStage, until } from "./testing/toy-stage.ts";
import type { ToyMachine } from "./testing/toy-machine.ts";

const stage = new ToyStage();

test("an accepted connection gets an odd number, its bytes, its end, and each turn is closed", async () => {
  const toy = await stage.listening();
  const socket = stage.dial();
  socket.end("hello");
  await seen(toy, "end 1");
  stage.dial();
  await seen(toy, "accept 3 on 1");
  expect(toy.machine.text(1)).toBe("hello");
  const first = toy.machine.inputs.slice(toy.machine.inputs.indexOf("accept 1 on 1"));
  expect(first.slice(0, 6)).toEqual(["accept 1 on 1", "turn", "data 1", "turn", "end 1", "turn"]);
  expect(toy.machine.facts).toMatchObject({
    listener: 1,
    local: { kind: "unix", path: stage.path },
    remote: { kind: "unix" },
    credentials: undefined,
  });
});

test("a half-closed connection is still answered", async () => {
  const toy = await stage.listening();
  const socket = stage.dial();
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
  const toy = await stage.listening((machine) => {
    machine.atAccept = (conn) => {
      machine.host.end(conn);
    };
  });
  const socket = stage.dial();
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
  const toy = await stage.listening((machine) => {
    machine.take = () => 2;
  });
  const socket = stage.dial();
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
  const toy = await stage.listening((machine) => {
    machine.take = (conn, bytes) => {
      refusals += conn === 1 ? 1 : 0;
      machine.host.resume(conn);
      return conn === 1 && refusals <= 500 ? 0 : bytes.length;
    };
  });
  stage.dial().write("stubborn");
  await seen(toy, "data 1");
  stage.dial().write("polite");
  await until(() => {
    expect(toy.machine.text(3)).toBe("polite");
  });
  await until(() => {
    expect(toy.machine.text(1)).toBe("stubborn");
  });
});

test("a machine that does not take stalls the writer", async () => {
  const toy = await stage.listening((machine) => {
    machine.take = () => 0;
  });
  const socket = stage.dial();
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
  const toy = await stage.listening((machine) => {
    machine.atAccept = (conn) => {
      push(machine, conn);
    };
    machine.atWritable = (conn) => {
      push(machine, conn);
    };
  });
  const socket = stage.dial();
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
  await stage.listening((machine) => {
    machine.atAccept = (conn) => {
      const bytes = Buffer.from("mine");
      machine.host.write(conn, bytes);
      bytes.fill(0xdd);
    };
  });
  const answer = collect(stage.dial());
  await until(() => {
    expect(answer.bytes.toString()).toBe("mine");
  });
});

test("reset of a Unix connection closes it, and nothing is heard of it again", async () => {
  const toy = await stage.listening((machine) => {
    machine.take = (conn, bytes) => {
      machine.host.reset(conn);
      return bytes.length;
    };
  });
  const socket = stage.dial();
  const answer = collect(socket);
  socket.write("go");
  await until(() => {
    expect(answer.closed || answer.ended).toBe(true);
  });
  socket.destroy();
  stage.dial();
  await seen(toy, "accept 3 on 1");
  expect(toy.machine.inputs).not.toContain("reset 1");
  expect(toy.host.write(1, Buffer.from("x"))).toBe(0);
});

test("reset of an inet connection is an RST, and a peer's RST is told", async () => {
  const codes: (string | undefined)[] = [];
  const peers: Socket[] = [];
  const port = await stage.loopbackServer((socket) => {
    peers.push(socket);
    socket.on("error", (error: NodeJS.ErrnoException) => codes.push(error.code));
  });
  const toy = stage.raise((machine) => {
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
