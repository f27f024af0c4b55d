import { expect, test } from "vitest";
import type { Micros } from "../../host.ts";
import { seen, ToyStage, until } from "./testing/toy-stage.ts";

const stage = new ToyStage();

test("the deadline is never early, is replaced by the next, and fires once", async () => {
  const fired: [Micros, Micros][] = [];
  let wanted = 0;
  const toy = stage.raise((machine) => {
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
  const toy = stage.raise((machine) => {
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
