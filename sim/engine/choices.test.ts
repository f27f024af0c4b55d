import fc from "fast-check";
import { expect, test } from "vitest";
import { Choices } from "./choices.ts";

const names = fc.constantFrom("alice#1>", "alice#1<", "bob#1>", "worker-0 log");
const asked = fc.array(
  fc.record({
    name: names,
    how: fc.constantFrom("next", "rarely", "cut"),
    n: fc.integer({ min: 2, max: 5000 }),
  }),
  { maxLength: 60 },
);

function run(
  choices: Choices,
  program: readonly { name: string; how: string; n: number }[],
): number[] {
  const streams = new Map(
    program.map(({ name }) => [name, choices.stream("latency", name)] as const),
  );
  return program.map(({ name, how, n }) => {
    const stream = streams.get(name)!;
    return how === "next"
      ? stream.next(n)
      : how === "cut"
        ? stream.cut(n)
        : Number(stream.rarely(n));
  });
}

test("a log replays what the seed chose", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), asked, (seed, program) => {
      const first = new Choices({ seed });
      const drawn = run(first, program);
      const { choices, complete } = first.result();
      const again = new Choices({ choices });
      expect(run(again, program)).toEqual(drawn);
      expect(again.result().choices).toEqual(choices);
      expect(complete).toBe(true);
      expect(choices.every(({ value }) => value > 0)).toBe(true);
    }),
  );
});

test("what one name drew does not depend on what others were asked", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), asked, (seed, program) => {
      const mine = (each: { name: string }): boolean => each.name === "alice#1>";
      const drawn = run(new Choices({ seed }), program).filter((_, index) => mine(program[index]!));
      expect(run(new Choices({ seed }), program.filter(mine))).toEqual(drawn);
    }),
  );
});

test("an empty log is calm, and so is what an edited log cannot mean", () => {
  const calm = new Choices({ choices: [] });
  expect(calm.choose("latency", "a#1>", 0, 100)).toBe(0);
  const edited = new Choices({ choices: [{ purpose: "latency", name: "a#1>", k: 3, value: 7 }] });
  const read = (k: number, n: number): number => edited.choose("latency", "a#1>", k, n);
  expect([read(2, 10), read(3, 10), read(3, 7), read(4, 10)]).toEqual([0, 7, 0, 0]);
});

test("a log past its bound says that it is incomplete", () => {
  const choices = new Choices({ seed: 1 }, 3);
  const stream = choices.stream("latency", "a#1>");
  for (let k = 0; k < 10; k++) stream.next(1_000_000);
  expect(choices.result().choices).toHaveLength(3);
  expect(choices.result().complete).toBe(false);
});

test("draws reach both ends, seeds differ, and half of all runs stay whole", () => {
  const stream = new Choices({ seed: 42 }).stream("latency", "a#1>");
  const drawn = Array.from({ length: 4000 }, () => stream.next(10));
  const counts = Array.from({ length: 10 }, (_, value) => drawn.filter((d) => d === value).length);
  expect(Math.min(...counts)).toBeGreaterThan(300);
  expect(Math.max(...counts)).toBeLessThan(500);
  const other = new Choices({ seed: 43 }).stream("latency", "a#1>");
  expect(Array.from({ length: 20 }, () => other.next(10))).not.toEqual(drawn.slice(0, 20));
  const cuts = Array.from({ length: 4000 }, () => stream.cut(1000));
  expect(cuts.filter((cut) => cut === 0).length / 4000).toBeCloseTo(0.5, 1);
  expect(cuts.filter((cut) => cut === 1).length).toBeGreaterThan(50);
  expect(Math.max(...cuts)).toBeLessThan(1000);
});

test("seeds above 2^32 are seeds of their own", () => {
  const draw = (seed: number): number => new Choices({ seed }).stream("a", "b").word();
  const seeds = [0, 1, 4_294_967_296, 4_294_967_297, Number.MAX_SAFE_INTEGER];
  expect(new Set(seeds.map(draw)).size).toBe(seeds.length);
});
