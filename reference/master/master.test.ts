import fc from "fast-check";
import { expect, test } from "vitest";
import { ResponseStatus } from "../../wire/index.ts";
import { RecordingFleet, request } from "../recording-fleet.ts";

const second = 1_000_000;

const requests = [
  request("status"),
  request("listWorkers"),
  request("setMetricDetail", { clientId: "a", detail: 3, ttlSeconds: 1 }),
  request("setMetricDetail", { clientId: "a", clear: true }),
  request("addCluster", { clusterId: "c" }),
  request("removeCluster", "c"),
  request("subscribeEvents"),
  request("queryMetrics", {}),
  request("loadState", "state"),
  request("softStop"),
];

/** What may happen to a fleet, by number, so that a failing run shrinks to a short list. */
const happenings: readonly ((fleet: RecordingFleet, now: number, choice: number) => void)[] = [
  (fleet, now) => {
    fleet.accept(now);
  },
  (fleet, now, choice) => {
    const live = fleet.children.filter(({ isOver }) => !isOver);
    const name = live[choice % Math.max(live.length, 1)]?.name;
    for (const dying of [name].filter((one) => one !== undefined)) fleet.crash(now, dying);
  },
  (fleet, now) => {
    fleet.wake(now);
  },
  (fleet, now) => {
    fleet.master.onLoaded(now, "state", undefined);
    fleet.settle(now);
  },
];

interface Client {
  readonly conn: number;
  asked: number;
  answered: number;
}

test("whatever happens, every request gets one terminal reply and one audit row", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ act: fc.nat(9), choice: fc.nat(99), pause: fc.nat(3 * second) }), {
        maxLength: 40,
      }),
      fc.nat(2),
      (acts, played) => {
        const silent = Array.from({ length: 60 }, (_, n) => `worker-${3 * n + played}`);
        const fleet = new RecordingFleet({ workerCount: 2 }, silent);
        const clients: Client[] = [0, 1].map(() => ({
          conn: fleet.accept(0),
          asked: 0,
          answered: 0,
        }));
        let now = 0;
        const listen = (): void => {
          for (const client of clients) {
            const terminals = fleet
              .heard(client.conn)
              .filter(({ status }) => status !== ResponseStatus.PROCESSING);
            client.answered += terminals.length;
            expect(client.answered).toBeLessThanOrEqual(client.asked);
          }
        };
        for (const { act, choice, pause } of acts) {
          now += pause;
          const happening = happenings[act];
          const client = clients[choice % clients.length]!;
          const canAsk = happening === undefined && fleet.host.exitCode === undefined;
          const type = requests[choice % requests.length]!;
          client.asked += Number(canAsk);
          happening?.(fleet, now, choice);
          const replies = canAsk ? fleet.send(now, client.conn, type) : [];
          client.answered += replies.filter(
            ({ status }) => status !== ResponseStatus.PROCESSING,
          ).length;
          listen();
        }
        for (let round = 0; round < 400; round += 1) fleet.wake((now += second));
        listen();
        // What a stopped master never read is nobody's request.
        const isAlive = fleet.host.exitCode === undefined;
        for (const { answered, asked } of clients) expect(isAlive ? answered : asked).toBe(asked);
        const answered = clients.reduce((total, client) => total + client.answered, 0);
        expect(fleet.host.linesOf("audit").length).toBe(answered);
      },
    ),
    { numRuns: 300 },
  );
});
