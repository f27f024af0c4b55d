// One siege, in a thread of its own: the command stays able to hear a signal, and the engine counts the
// branches of nothing but the parser. It plays the runs that it is sent and says what they found.
import { parentPort, workerData } from "node:worker_threads";
import { BranchCounter } from "./branches.ts";
import type { SiegeAnswer, SiegeOrder, SiegeSettings } from "./siege-order.ts";

const port = parentPort;
if (port === null) throw new Error("this file is a thread of a siege, not a program");
// eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- sent by siege-order.ts
const { name, seed, countBranches } = workerData as SiegeSettings;

const counter = countBranches ? new BranchCounter() : undefined;
// Only now: whatever was loaded before would not be counted.
const { subjects } = await import("./subjects.ts");
const { Besieger } = await import("./siege.ts");
const subject = subjects[name];
const besieger = new Besieger(subject, seed);

port.on("message", (order: SiegeOrder) => {
  const findings = besieger.play(order.first, order.end);
  const branches = order.isLast ? counter?.count(subject.modules) : undefined;
  port.postMessage({ siege: besieger.siege, findings, branches } satisfies SiegeAnswer);
});
