// What a host gives besides connections: clocks, chance, sinks, disks, and their faults.
import { expect, test } from "vitest";
import type { Host } from "../machine.ts";
import type { WorldOptions } from "../options.ts";
import { bytesOf, testMachine } from "../test-machine.ts";
import { Recorder } from "../trace/recorder.ts";
import { World } from "../world.ts";
import { socket } from "./testing/busy-world.ts";

test("the wall clock steps by node, the monotonic one never", () => {
  const seen: number[] = [];
  const read = (host: Host): void => {
    seen.push(host.wall());
  };
  const world = new World({ wallStartMicros: 1000 });
  world.addNode(
    "a",
    testMachine({
      start: (host) => {
        read(host);
        host.setDeadline(50);
      },
      deadline: read,
    }),
  );
  world.at(20, { do: "step-wall", node: "a", byMicros: -500 });
  world.run(60);
  expect(seen).toEqual([1000, 550]);
});

test("random: keys are apart, processes go on, seeds differ, and calm still gives distinct words", () => {
  const draw = (options: WorldOptions, keys: readonly number[]): readonly number[] => {
    const seen: number[] = [];
    const world = new World(options);
    world.addNode(
      "a",
      testMachine({
        start: (host) => {
          for (const key of keys) seen.push(host.random(key));
        },
      }),
    );
    world.run(1);
    return seen;
  };
  const [one, , two] = draw({ seed: 5 }, [1, 2, 1]);
  expect(draw({ seed: 5 }, [1, 1])).toEqual([one, two]);
  expect(draw({ seed: 6 }, [1, 1])).not.toEqual([one, two]);
  const calm = draw({ choices: [] }, [1, 1, 2, 2, 3]);
  expect(new Set(calm).size).toBe(5);
  expect(calm.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32)).toBe(true);
});

test("faults of sinks, disks, listeners and buggify happen only when their family is on", () => {
  const seen: unknown[] = [];
  const run = (options: WorldOptions): readonly string[] => {
    const lines: string[] = [];
    const world = new World(options);
    world.addNode(
      "a",
      testMachine(
        {
          start: (host) => {
            host.listen(1, socket, {});
            host.store("s", bytesOf("x"));
            seen.push(host.append("audit", "x"), host.buggify("site"));
          },
        },
        lines,
      ),
    );
    world.run(1);
    return lines.slice(1, 3);
  };
  expect(run({ seed: 1 })).toEqual(["0 listen 1 listening", "0 stored s well"]);
  const faults = { appendOneIn: 1, storeOneIn: 1, listenDeniedOneIn: 1, buggifyOneIn: 1 };
  expect(run({ seed: 1, faults })).toEqual(["0 listen 1 denied", "0 stored s badly"]);
  expect(seen.slice(0, 3)).toEqual([true, false, false]);
  const recorder = new Recorder();
  const hits = Array.from({ length: 40 }, (_, seed) => {
    const world = new World({ seed, faults, observe: recorder.observe });
    let hit = false;
    world.addNode(
      "a",
      testMachine({
        start: (host) => {
          hit = host.buggify("site");
        },
      }),
    );
    world.run(1);
    return hit;
  });
  expect(hits.filter(Boolean).length).toBeGreaterThan(8);
  expect(hits.filter(Boolean).length).toBeLessThan(32);
});
