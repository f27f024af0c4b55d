import { expect, test } from "vitest";
import type { Host } from "./machine.ts";
import type { WorldOptions } from "./options.ts";
import { bytesOf, testMachine } from "./test-machine.ts";
import type { TraceEvent } from "./trace/event.ts";
import { Recorder } from "./trace/recorder.ts";
import { World } from "./world.ts";

const socket = { kind: "unix", path: "/s" } as const;

const wild: WorldOptions = {
  ties: "random",
  network: {
    latencyMicros: [10, 3000],
    latencyStepMicros: 10,
    segmentation: "random",
    sendWindowBytes: 64,
    receiveWindowBytes: 64,
  },
  faults: { shortWriteOneIn: 4, refuseOneIn: 8, appendOneIn: 3 },
};

/** A client that opens a connection, talks until told off, and opens the next one when reset. */
function chatter(letter: string): (host: Host) => ReturnType<ReturnType<typeof testMachine>> {
  let conn = 0;
  const open = (host: Host): void => {
    conn += 2;
    host.connect(conn, socket);
  };
  return testMachine({
    start: (host) => {
      open(host);
      host.setDeadline(5000);
    },
    deadline: (host, now) => {
      host.write(conn, bytesOf(letter.repeat(20 + (host.random(1) % 30))));
      host.append("log", `${letter} ${now}`);
      host.setDeadline(now + 700);
    },
    reset: open,
  });
}

/** An echoing server and some clients, with a crash and a partition on the way. */
function run(options: WorldOptions, clients: readonly string[] = ["a", "b", "c"]): World {
  const world = new World(options);
  world.addNode(
    "server",
    testMachine({
      start: (host) => {
        host.listen(1, socket, {});
      },
      data: (host, conn, bytes) => {
        host.write(conn, bytes);
        return bytes.length;
      },
    }),
  );
  for (const letter of clients) world.addNode(letter, chatter(letter), { startAt: 100 });
  world.at(20_000, { do: "partition", from: "a", to: "server" });
  world.at(26_000, { do: "heal" });
  world.at(40_000, { do: "restart", node: "server" });
  world.run(60_000);
  return world;
}

test("the same seed gives the same hash twice in one process, another seed another one", () => {
  const hashes = [1, 1, 2].map((seed) => run({ ...wild, seed }).hash);
  expect(hashes[0]).toBe(hashes[1]);
  expect(hashes[0]).not.toBe(hashes[2]);
});

test("watching a run changes nothing of it", () => {
  const plain = run({ ...wild, seed: 7 });
  const watched = run({ ...wild, seed: 7, observe: new Recorder().observe, probing: true });
  const poisoned = run({ ...wild, seed: 7, choicesRecordedMax: 0, overwriteOffered: true });
  expect(watched.hash).toBe(plain.hash);
  expect(poisoned.hash).toBe(plain.hash);
  expect(plain.events).toBeGreaterThan(500);
});

test("the choices of a seeded run replay it without the seed, byte for byte", () => {
  for (let seed = 0; seed < 10; seed++) {
    const first = run({ ...wild, seed });
    const { choices, choicesComplete, hash, events } = first.run(60_001);
    const again = run({ ...wild, choices });
    expect(again.run(60_001)).toEqual({
      now: 60_001,
      hash,
      events,
      stopped: "until",
      choices,
      choicesComplete,
    });
    expect(choicesComplete).toBe(true);
    expect(again.digest()).toBe(first.digest());
  }
});

test("a log without the latencies keeps all else and is calm there", () => {
  const { choices } = run({ ...wild, seed: 3 }).run(60_001);
  const edited = choices.filter((choice) => choice.purpose !== "latency");
  const calm = run({ ...wild, choices: edited }).run(60_001);
  expect(calm.choices.some((choice) => choice.purpose === "latency")).toBe(false);
  expect(calm.choices.length).toBeGreaterThan(20);
});

test("nothing is drawn for a family that is off", () => {
  const quiet = run({ seed: 9 }).run(60_001);
  const purposes = new Set(quiet.choices.map((choice) => choice.purpose));
  expect([...purposes].sort((one, other) => (one < other ? -1 : 1))).toEqual(["boot", "random"]);
});

/** What happened on the links one node opened, without run-wide ordinals and accept order. */
function linksOf(opener: string, events: readonly TraceEvent[]): readonly string[] {
  const links = new Set<number>();
  const lines: string[] = [];
  for (const event of events) {
    const opens = event.kind === "connect" && event.node === opener ? [event.link] : [];
    for (const link of opens) links.add(link);
    const mine = "link" in event && links.has(event.link) ? [event] : [];
    for (const each of mine) {
      const plain = { ...each, link: 0, conn: 0 };
      lines.push(
        JSON.stringify(plain, (_key, value: unknown) =>
          value instanceof Uint8Array ? [...value] : value,
        ),
      );
    }
  }
  return lines;
}

test("taking away an actor that touches nobody leaves every other link as it was", () => {
  for (const ties of ["fifo", "random"] as const) {
    for (let seed = 0; seed < 5; seed++) {
      const options = { ...wild, seed, ties } as const;
      const all = new Recorder();
      run({ ...options, observe: all.observe }, ["b", "a", "c"]);
      const fewer = new Recorder();
      run({ ...options, observe: fewer.observe }, ["a", "c"]);
      for (const opener of ["a", "c"]) {
        const lines = linksOf(opener, all.events);
        expect(lines.length).toBeGreaterThan(20);
        expect(linksOf(opener, fewer.events)).toEqual(lines);
      }
    }
  }
});

test("a machine is never called from inside another call", () => {
  let depth = 0;
  let deepest = 0;
  const world = new World({ ...wild, seed: 5 });
  const guard = (step: () => void): void => {
    depth += 1;
    deepest = Math.max(deepest, depth);
    step();
    depth -= 1;
  };
  world.addNode(
    "server",
    testMachine({
      start: (host) => {
        guard(() => {
          host.listen(1, socket, {});
          host.connect(2, socket);
        });
      },
      accept: (host, conn) => {
        guard(() => {
          host.write(conn, bytesOf("hello"));
        });
      },
      data: (host, conn, bytes) => {
        guard(() => {
          host.write(conn, bytes);
          host.reset(conn);
          host.resume(conn);
          host.end(conn);
        });
        return bytes.length;
      },
      turnEnd: (host) => {
        guard(() => {
          host.append("log", "turn");
        });
      },
    }),
  );
  world.run(50_000);
  expect(deepest).toBe(1);
});

test("golden: these runs have these hashes until the engine changes on purpose", () => {
  const calm = run({ seed: 1 });
  expect([calm.events, calm.hash]).toEqual([1454, "2e5e881a2721de7a"]);
  const rough = run({ ...wild, seed: 1 });
  expect([rough.events, rough.hash]).toEqual([1287, "cf3c79bfdd893886"]);
});
