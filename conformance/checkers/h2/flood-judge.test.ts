// What a stream is owed on which a client gives credit of nothing (H2-FLOOD-WINDOW).
import { expect, test } from "vitest";
import { defaultHttp2Constants } from "../../model/http2-constants.ts";
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import { Verdicts } from "../verdicts.ts";
import { Breaches } from "../traffic/breaches.ts";
import { Connections } from "./connections.ts";
import { FloodJudge } from "./flood-judge.ts";

const rule = "H2-FLOOD-WINDOW";
const slackMicros = 10_000;
const stream = 1;

function frame(by: Http2Frame["by"], type: number, more: Partial<Http2Frame> = {}): Http2Frame {
  const phase = by === "proxy" ? "written" : "taken";
  const plain = { at: 0, connection: 0, worker: 0, leg: "client", flags: 4, isAck: false } as const;
  const begunAt = 0;
  const ofNothing = { contentBytes: 0, endsStream: false, increment: 0, code: 0, lastStream: 0 };
  const [settings, isMidway, lengthBytes] = [undefined, false, 4];
  const rest = { ...plain, ...ofNothing, settings, isMidway, lengthBytes, stream, begunAt };
  return { kind: "http2-frame", by, phase, type, ...rest, ...more };
}

const head = frame("peer", frameTypes.headers);
const nothing = frame("peer", frameTypes.windowUpdate);
const answer = frame("proxy", frameTypes.headers);
const whole = frame("peer", frameTypes.headers, { endsStream: true });
const wholeAnswer = frame("proxy", frameTypes.headers, { endsStream: true });
const nothingAtAll = frame("peer", frameTypes.windowUpdate, { stream: 0 });
const goaway = (code: number): Http2Frame => frame("proxy", frameTypes.goaway, { code, stream: 0 });
const reset = (code: number): Http2Frame => frame("proxy", frameTypes.resetStream, { code });
const [protocolError, streamClosed, cancel, refused] = [1, 5, 8, 7];

/** The messages of what was found. */
function judged(frames: readonly Http2Frame[]): readonly string[] {
  const verdicts = new Verdicts(false);
  const connections = new Connections();
  const traffic = { sockets: new Map(), stops: { hardOf: () => undefined } };
  const breaches = new Breaches();
  const judge = new FloodJudge(verdicts, {
    constants: defaultHttp2Constants,
    slackMicros,
    traffic: traffic as never,
    breaches,
  });
  const { at, connection, worker, leg } = head;
  connections.observe({ kind: "leg-opened", at, connection, worker, leg, peer: "a", conn: 0 }, 0);
  for (const [index, one] of frames.entries()) {
    breaches.observe(one, index);
    judge.see(connections.on(one)!, one, index);
    connections.observe(one, index);
  }
  judge.pass(2 * slackMicros, true);
  return verdicts.violations.filter((one) => one.rule === rule).map(({ actual }) => actual);
}

const stories: readonly (readonly [told: string, frames: Http2Frame[], found: string[]])[] = [
  ["a reset for it", [head, nothing, reset(protocolError)], []],
  ["no word", [head, nothing], ["nothing"]],
  ["a reset for something else", [head, nothing, reset(cancel)], ["the code 8"]],
  ["a refusal that it has crossed", [head, nothing, reset(refused)], []],
  ["a refusal before it came", [head, reset(refused), nothing], []],
  ["a refusal behind an answer", [head, answer, nothing, reset(refused)], ["the code 7"]],
  ["an end for it", [whole, wholeAnswer, nothingAtAll, goaway(protocolError)], []],
  ["an end for HEADERS", [whole, wholeAnswer, nothingAtAll, goaway(streamClosed)], ["the code 5"]],
  ["an end for those before", [whole, wholeAnswer, head, nothingAtAll, goaway(streamClosed)], []],
  ["no end for them", [whole, wholeAnswer, head, nothingAtAll, goaway(cancel)], ["the code 8"]],
];

test.each(stories)("credit of nothing and %s", (_told, frames, found) => {
  expect(judged(frames)).toEqual(found);
});
