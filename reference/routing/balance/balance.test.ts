import fc from "fast-check";
import { expect, test } from "vitest";
import { LoadBalancingAlgorithms } from "../../../wire/index.ts";
import { backOffMicros, backOffMicrosMax } from "../bounds.ts";
import type { BackendChoice, ForwardDecision } from "../router.ts";
import { at, fieldOf, Stage, type Asking } from "../testing/stage.ts";
import { BackOff } from "./back-off.ts";
import { Load } from "./load.ts";

const second = 1_000_000;
const { RANDOM, LEAST_LOADED, POWER_OF_TWO, ROUND_ROBIN, HRW, MAGLEV } = LoadBalancingAlgorithms;

interface Scene {
  readonly stage: Stage;
  readonly pick: (now?: number, decision?: ForwardDecision) => BackendChoice | undefined;
  /** The ids of so many picks, each for a request of its own. */
  readonly ids: (count: number, now?: number) => string[];
  readonly named: (id: string) => BackendChoice;
}

function scene(algorithm: LoadBalancingAlgorithms, draw?: (key: number) => number): Scene {
  const stage = new Stage(draw === undefined ? {} : { draw });
  stage.cluster("c", { loadBalancing: algorithm }).frontend({ clusterId: "c" });
  for (const id of ["x", "y", "z"]) stage.backend("c", id);
  const { balancer } = stage.routing;
  const pick: Scene["pick"] = (now = 0, decision = stage.forward()) => balancer.pick(now, decision);
  const ids: Scene["ids"] = (count, now) =>
    Array.from({ length: count }, () => pick(now)?.id ?? "none");
  const named: Scene["named"] = (id) => {
    const found = Array.from({ length: 100 }, () => pick()).find((each) => each?.id === id);
    return found ?? expect.fail(`${id} is never picked`);
  };
  return { stage, pick, ids, named };
}

test.each([ROUND_ROBIN, HRW, MAGLEV])("algorithm %i takes them in turn", (algorithm) => {
  expect(scene(algorithm).ids(7).join("")).toBe("xyzxyzx");
});

test("round robin goes round those that are left, and takes up a new one", () => {
  const { stage, ids } = scene(ROUND_ROBIN);
  const value = { clusterId: "c", backendId: "y", address: at(8001) };
  stage.verb({ case: "removeBackend", value });
  expect(ids(4).join("")).toBe("xzxz");
  stage.backend("c", "w");
  expect(new Set(ids(3))).toEqual(new Set(["x", "z", "w"]));
});

test("random is weighted, by the draws of the cluster's own key", () => {
  const keys = new Set<number>();
  let drawn = 0;
  const { stage, ids } = scene(RANDOM, (key) => {
    keys.add(key);
    return drawn++;
  });
  const heavy = { clusterId: "c", backendId: "x", address: at(8000) };
  stage.verb({ case: "addBackend", value: { ...heavy, loadBalancingParameters: { weight: 200 } } });
  const counts = ids(400).reduce<Record<string, number>>(
    (sum, id) => ({ ...sum, [id]: (sum[id] ?? 0) + 1 }),
    {},
  );
  expect(counts).toEqual({ x: 200, y: 100, z: 100 });
  stage.cluster("d", { loadBalancing: RANDOM }).frontend({ clusterId: "d", hostname: "d.test" });
  stage.backend("d", "q");
  stage.routing.balancer.pick(0, stage.forward({ host: "d.test" }));
  expect(keys.size).toBe(2);
});

test("least loaded is the first with the fewest connections, or requests", () => {
  const { stage, ids, named } = scene(LEAST_LOADED);
  const { balancer } = stage.routing;
  const x = named("x");
  expect(ids(2)).toEqual(["x", "x"]);
  balancer.opened(x);
  expect(ids(2)).toEqual(["y", "y"]);
  balancer.began(x);
  stage.cluster("c", { loadBalancing: LEAST_LOADED, loadMetric: 1 });
  balancer.closed(x);
  expect(ids(1)).toEqual(["y"]);
  balancer.ended(x);
  expect(ids(1)).toEqual(["x"]);
});

test("power of two takes the less loaded of two different ones", () => {
  let next: readonly number[] = [];
  const { stage } = scene(POWER_OF_TWO, () => next[0] ?? 0);
  const { balancer } = stage.routing;
  const seen = new Set<string>();
  for (const draw of Array.from({ length: 12 }, (_, index) => index)) {
    next = [draw];
    const choice = balancer.pick(0, stage.forward());
    seen.add(choice?.id ?? "none");
    balancer.opened(choice!);
  }
  expect(seen).toEqual(new Set(["x", "y", "z"]));
});

test("power of two never takes the most loaded of three", () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), fc.nat(0xffff_ffff), (first, other) => {
      const draws = [first, other];
      const { stage } = scene(POWER_OF_TWO, () => draws.shift() ?? 0);
      const { balancer } = stage.routing;
      stage.cluster("c", { loadBalancing: ROUND_ROBIN });
      const busy = balancer.pick(0, stage.forward());
      balancer.opened(busy!);
      stage.cluster("c", { loadBalancing: POWER_OF_TWO });
      expect(balancer.pick(0, stage.forward())?.id).not.toBe(busy?.id);
    }),
  );
});

test("a backup is asked when no other can be", () => {
  const { stage, ids, named } = scene(ROUND_ROBIN);
  const { balancer } = stage.routing;
  stage.backend("c", "spare", { backup: true });
  expect(ids(6).join("")).toBe("xyzxyz");
  for (const id of ["x", "y", "z"]) balancer.failed(0, named(id));
  expect(ids(2)).toEqual(["spare", "spare"]);
  expect(new Set(ids(6, second))).toEqual(new Set(["x", "y", "z"]));
});

test("ROUTE-503: without a back end, and of a cluster that is gone, there is none", () => {
  const { stage, pick } = scene(ROUND_ROBIN);
  const decision = stage.forward();
  expect(pick(0, decision)).toBeDefined();
  stage.verb({ case: "removeCluster", value: "c" });
  expect(pick(0, decision)).toBeUndefined();
  stage.cluster("c");
  expect(pick(0, decision)).toBeUndefined();
});

test("RETRY-BACKOFF: one that failed is not asked within a second while there is another", () => {
  const { stage, ids, named } = scene(ROUND_ROBIN);
  stage.routing.balancer.failed(10, named("y"));
  expect(ids(6, 10)).not.toContain("y");
  expect(ids(6, 10 + second - 1)).not.toContain("y");
  expect(ids(6, 10 + second)).toContain("y");
});

test("RETRY-BACKOFF: of those that are left alone the one that comes back first is asked", () => {
  const { stage, ids, named } = scene(ROUND_ROBIN);
  const { balancer } = stage.routing;
  for (const [index, id] of ["y", "x", "z"].entries()) balancer.failed(index, named(id));
  expect(ids(2, 5)).toEqual(["y", "y"]);
});

test("a request asks each back end that failed it once, and then there is none", () => {
  const { stage, pick } = scene(ROUND_ROBIN);
  const { balancer } = stage.routing;
  const decision = stage.forward();
  const asked: (string | undefined)[] = [];
  for (const now of [0, 1, 2, 3]) {
    const choice = pick(now, decision);
    asked.push(choice?.id);
    for (const each of [choice ?? []].flat()) balancer.failed(now, each);
  }
  expect(new Set(asked.slice(0, 3))).toEqual(new Set(["x", "y", "z"]));
  expect(asked[3]).toBeUndefined();
  // Another request is not to suffer for it.
  expect(pick(4)).toBeDefined();
});

test("a request whose reused connection was stale may ask the same back end again", () => {
  const stage = new Stage().frontend({ clusterId: "c" }).backend("c", "only");
  const decision = stage.forward();
  const { balancer } = stage.routing;
  expect([0, 1].map((now) => balancer.pick(now, decision)?.id)).toEqual(["only", "only"]);
});

test("the pause doubles to its bound, and a success ends it but for the second after a failure", () => {
  const backOff = new BackOff();
  const pauses: number[] = [];
  let now = 0;
  for (let failure = 0; failure < 8; failure += 1) {
    backOff.fail(now);
    pauses.push(backOff.until - now);
    now = backOff.until;
  }
  expect(pauses.map((pause) => pause / backOffMicros)).toEqual([1, 2, 4, 8, 16, 32, 32, 32]);
  backOff.fail(now);
  backOff.succeed();
  expect(backOff.until).toBe(now + backOffMicros);
  backOff.succeed();
  backOff.fail(now + 5 * second);
  expect(backOff.until).toBe(now + 6 * second);
});

test("failures within a pause are one failure, and each has its second", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3 * second), { minLength: 1, maxLength: 20 }), (gaps) => {
      const backOff = new BackOff();
      let now = 0;
      for (const gap of gaps) {
        now += gap;
        backOff.fail(now);
        expect(backOff.until).toBeGreaterThanOrEqual(now + backOffMicros);
        expect(backOff.until).toBeLessThanOrEqual(now + backOffMicrosMax);
        expect(backOff.isOver(backOff.until - 1)).toBe(false);
        expect(backOff.isOver(backOff.until)).toBe(true);
      }
    }),
  );
  const burst = new BackOff();
  for (const now of [0, 1, 2]) burst.fail(now);
  expect(burst.until).toBe(second + 2);
});

test("more cannot leave than came", () => {
  const load = new Load();
  load.add();
  load.remove();
  expect(() => {
    load.remove();
  }).toThrow();
});

const sticky = (): Stage =>
  new Stage()
    .cluster("c", { stickySession: true })
    .frontend({ clusterId: "c" })
    .backend("c", "x", { stickyId: "X" })
    .backend("c", "y; é")
    .backend("c", "z");

const withCookie = (value: string): Asking => ({ fields: [{ name: "cookie", value }] });

test("a sticky cluster's cookie leads to its back end, and every other cookie passes", () => {
  const stage = sticky();
  const { router, balancer } = stage.routing;
  const cookies: Readonly<Record<string, string>> = {
    "SOZUBALANCEID=X": "x",
    "a=b; SOZUBALANCEID=z; c": "z",
    "SOZUBALANCEID=y%3b%%20%%e9%": "y; é",
  };
  for (const [value, id] of Object.entries(cookies)) {
    const decision = stage.forward(withCookie(value));
    const choice = balancer.pick(0, decision)!;
    expect([choice.id, balancer.pick(0, decision)?.id]).toEqual([id, id]);
    const answer = router.answered(decision, choice, response);
    expect(fieldOf(answer.fields, "set-cookie")).toEqual(["own=1"]);
  }
  const passed = (value: string): readonly string[] =>
    fieldOf(stage.forward(withCookie(value)).request.fields, "cookie");
  expect(passed("a=b; SOZUBALANCEID=z; c")).toEqual(["a=b; c"]);
  expect(passed("SOZUBALANCEID=z")).toEqual([]);
  expect(passed("c; d=; =e")).toEqual(["c; d=; =e"]);
});

const response = {
  kind: "response",
  status: 200,
  isInterim: false,
  reason: "OK",
  fields: [{ name: "set-cookie", value: "own=1" }],
  content: "none",
  upgrade: undefined,
} as const;

test("a client is told its back end when it came with another cookie or none", () => {
  const stage = sticky();
  const { router, balancer } = stage.routing;
  for (const asking of [{}, withCookie("SOZUBALANCEID=gone"), withCookie("S=X")]) {
    const decision = stage.forward(asking);
    const choice = balancer.pick(0, decision)!;
    const { fields } = router.answered(decision, choice, response);
    const [own, told] = fieldOf(fields, "set-cookie");
    expect(own).toBe("own=1");
    expect(told).toMatch(/^SOZUBALANCEID=(?:X|y%3b%%20%%e9%|z); Path=\/$/);
  }
});

test("a sticky back end that failed or is gone is let go of", () => {
  const stage = sticky();
  const { balancer } = stage.routing;
  const decision = stage.forward(withCookie("SOZUBALANCEID=X"));
  const x = balancer.pick(0, decision)!;
  balancer.failed(0, x);
  expect(balancer.pick(0, stage.forward(withCookie("SOZUBALANCEID=X")))?.id).not.toBe("x");
  expect(balancer.pick(second, stage.forward(withCookie("SOZUBALANCEID=X")))?.id).toBe("x");
  const value = { clusterId: "c", backendId: "x", address: at(8000) };
  stage.verb({ case: "removeBackend", value });
  expect(balancer.pick(second, stage.forward(withCookie("SOZUBALANCEID=X")))?.id).not.toBe("x");
});

test("a cluster that is not sticky has no cookie, and passes what it is sent", () => {
  const stage = new Stage().frontend({ clusterId: "c" }).backend("c", "x");
  const decision = stage.forward(withCookie("SOZUBALANCEID=x"));
  expect(decision.sticky).toBeUndefined();
  expect(fieldOf(decision.request.fields, "cookie")).toEqual(["SOZUBALANCEID=x"]);
});

test("CONFIG-REMOVE: an open connection takes another request while its back end is there", () => {
  const stage = sticky();
  stage.frontend({ clusterId: "d", hostname: "d.test" });
  const { balancer } = stage.routing;
  const plain = stage.forward();
  const x = balancer.pick(0, stage.forward(withCookie("SOZUBALANCEID=X")))!;
  expect(balancer.isUsable(x, plain)).toBe(true);
  expect(balancer.isUsable(x, stage.forward(withCookie("SOZUBALANCEID=X")))).toBe(true);
  expect(balancer.isUsable(x, stage.forward(withCookie("SOZUBALANCEID=z")))).toBe(false);
  expect(balancer.isUsable(x, stage.forward(withCookie("SOZUBALANCEID=gone")))).toBe(true);
  expect(balancer.isUsable(x, stage.forward({ host: "d.test" }))).toBe(false);
  // CONFIG-UPSERT: put again it is the same one.
  const value = { clusterId: "c", backendId: "x", address: at(8000) };
  stage.verb({ case: "addBackend", value });
  expect(balancer.isUsable(x, plain)).toBe(true);
  stage.verb({ case: "removeBackend", value });
  expect(balancer.isUsable(x, plain)).toBe(false);
  stage.verb({ case: "addBackend", value });
  expect(balancer.isUsable(x, plain)).toBe(false);
});

test("a back end that nobody chose here is our own mistake", () => {
  const { balancer } = new Stage().routing;
  const stranger = {
    cluster: "c",
    id: "x",
    address: { kind: "unix", path: "" },
    addressText: "",
  } as const;
  expect(() => {
    balancer.opened(stranger);
  }).toThrow();
});
