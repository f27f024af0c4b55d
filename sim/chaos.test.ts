import { expect, test } from "vitest";
import type { Action } from "./action.ts";
import type { Host } from "./machine.ts";
import type { MachineFactory, WorldOptions } from "./options.ts";
import { testMachine } from "./test-machine.ts";
import { Recorder } from "./trace/recorder.ts";
import { World } from "./world.ts";

const names = ["a", "b", "c", "d"];
const at = (name: string): { kind: "unix"; path: string } => ({ kind: "unix", path: `/${name}` });

/** A machine that does anything with any of its connections, led by its own random words. */
function anything(name: string): MachineFactory {
  const conns: number[] = [];
  let opened = 0;
  const word = (host: Host, n: number): number => host.random(1) % n;
  const act = (host: Host): void => {
    const conn = conns[word(host, conns.length + 1)] ?? 99;
    const peer = names[word(host, names.length)]!;
    const moves = [
      (): number =>
        host.write(
          conn,
          Uint8Array.from({ length: 1 + word(host, 90) }, (_, i) => i + conn),
        ),
      (): void => {
        host.resume(conn);
      },
      (): void => {
        conns.push((opened += 2));
        host.connect(opened, word(host, 3) === 0 ? { kind: "node", node: peer } : at(peer));
      },
      (): void => {
        host.end(conn);
      },
      (): void => {
        host.reset(conn);
      },
      (): void => {
        host.store("x", Uint8Array.of(word(host, 256)));
      },
      (): void => {
        host.sendDatagram({ kind: "node", node: peer }, Uint8Array.of(1, 2, 3));
      },
      (): void => {
        host.exit(word(host, 40) === 0 ? 1 : 0);
      },
    ];
    const weights = [0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 6];
    const pick = word(host, 400) === 0 ? 7 : weights[word(host, weights.length)]!;
    moves[pick]!();
  };
  const forget = (): void => {
    conns.length = 0;
    opened = 0;
  };
  const behaviour = {
    start: (host: Host): void => {
      forget();
      host.listen(1, at(name), { backlog: 3 });
      host.setDeadline(1);
    },
    accept: (host: Host, conn: number): void => {
      conns.push(conn);
      act(host);
    },
    connect: act,
    data: (host: Host, _conn: number, bytes: Uint8Array): number => {
      act(host);
      return word(host, 3) === 0 ? word(host, bytes.length + 1) : bytes.length;
    },
    writable: act,
    end: act,
    reset: act,
    turnEnd: act,
    deadline: (host: Host, now: number): void => {
      act(host);
      host.resume(conns[word(host, conns.length + 1)] ?? 99);
      host.setDeadline(now + 1 + word(host, 300));
    },
  };
  return testMachine(behaviour);
}

/** Crashes, restarts, pauses, slowness and partitions, drawn by the world's own choices. */
function trouble(world: World, untilMicros: number): void {
  for (let k = 0; k * 500 < untilMicros; k++) {
    const node = names[world.choose("script", "node", k, names.length)]!;
    const to = names[world.choose("script", "to", k, names.length)]!;
    const actions: readonly Action[] = [
      { do: "heal" },
      { do: "crash", node, silent: k % 2 === 0 },
      { do: "restart", node },
      { do: "pause", node },
      { do: "resume", node },
      { do: "slow", node, costMicros: k % 40 },
      { do: "partition", from: node, to, oneWay: k % 3 === 0 },
      { do: "stall", from: node },
      { do: "refuse", at: at(to) },
    ];
    world.at(k * 500, actions[world.choose("script", "what", k, actions.length)]!);
  }
}

const untilMicros = 40_000;

function run(options: WorldOptions): World {
  const world = new World({
    ties: "random",
    overwriteOffered: true,
    network: {
      latencyMicros: [0, 200],
      latencyStepMicros: 20,
      segmentation: "random",
      sendWindowBytes: 100,
      receiveWindowBytes: 100,
    },
    faults: {
      shortWriteOneIn: 5,
      hangOneIn: 30,
      refuseOneIn: 20,
      silentCrashOneIn: 4,
      storeOneIn: 3,
    },
    ...options,
  });
  for (const name of names) world.addNode(name, anything(name));
  trouble(world, untilMicros);
  world.run(untilMicros);
  return world;
}

/** What went into each direction of each link, and what came out of it. */
function streams(recorder: Recorder): ReadonlyMap<string, { written: number[]; taken: number[] }> {
  const directions = new Map<string, { written: number[]; taken: number[] }>();
  const note = (key: string, side: "written" | "taken", bytes: Uint8Array): void => {
    const direction = directions.get(key) ?? { written: [], taken: [] };
    direction[side].push(...bytes);
    directions.set(key, direction);
  };
  for (const event of recorder.events) {
    const bytes = event.kind === "write" || event.kind === "data" ? [event] : [];
    for (const { kind, link, opener, bytes: moved } of bytes) {
      const wrote = kind === "write";
      note(`${link} ${wrote === opener ? "forth" : "back"}`, wrote ? "written" : "taken", moved);
    }
  }
  return directions;
}

test("machines that do anything break nothing: streams stay streams, runs replay, links are released", () => {
  let moved = 0;
  // Seed 14 once leaked a link under a partition, 88 once sent a FIN early on a link to itself.
  for (const seed of [...Array.from({ length: 20 }, (_, each) => each), 88]) {
    const recorder = new Recorder();
    const world = run({ seed, observe: recorder.observe });
    for (const { written, taken } of streams(recorder).values()) {
      expect(taken).toEqual(written.slice(0, taken.length));
      moved += taken.length;
    }
    const { choices, choicesComplete } = world.run(untilMicros);
    expect(choicesComplete).toBe(true);
    expect(run({ seed }).hash).toBe(world.hash);
    expect(run({ choices }).hash).toBe(world.hash);
    world.at(untilMicros, { do: "heal" });
    for (const node of names) world.at(untilMicros + 1, { do: "crash", node });
    world.run(untilMicros + 10_000);
    expect([seed, world.connections, world.waitingEvents]).toEqual([seed, 0, 0]);
  }
  expect(moved).toBeGreaterThan(50_000);
});
