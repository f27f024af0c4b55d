// HTTP clients and origins face to face, with nothing between them: whatever one side sends the other
// gets, and what goes wrong on purpose is written down as what it is.
import fc from "fast-check";
import { expect, test } from "vitest";
import { World } from "../../world.ts";
import { createActorJournal } from "../journal.ts";
import type { HttpAct } from "../program.ts";
import { HttpClient } from "./http-client.ts";
import { HttpOrigin } from "./http-origin.ts";
import type { ExchangeRecord } from "./exchange.ts";
import type { AnswerSpec, PeerSpec, RequestSpec } from "./spec.ts";

const at = { host: "127.0.0.1", port: 80 };

interface Play {
  readonly peer: PeerSpec;
  readonly acts: readonly (readonly [at: number, label: string | undefined, act: HttpAct])[];
  readonly answers?: readonly AnswerSpec[];
  readonly reads?: boolean;
  readonly seed?: number;
  readonly until?: number;
}

interface Seen {
  readonly client: readonly ExchangeRecord[];
  readonly origin: readonly ExchangeRecord[];
}

function play({ peer, acts, answers = [], reads = true, seed, until = 1_000_000 }: Play): Seen {
  const network =
    seed === undefined ? {} : ({ segmentation: "random", latencyMicros: [0, 50] } as const);
  const world = new World({
    overwriteOffered: true,
    network,
    ...(seed === undefined ? {} : { seed }),
  });
  const [origin, client] = [createActorJournal("origin"), createActorJournal("client")];
  world.addNode("origin", (host) => new HttpOrigin(host, { ...peer, at, answers, reads }, origin));
  const program = acts.map(([instant, label, act]) => ({
    at: instant,
    connection: "main",
    step: label,
    action: { kind: "http", act } as const,
  }));
  const to = { ...peer, to: at };
  world.addNode("client", (host) => new HttpClient(host, program, to, client), { startAt: 1 });
  world.run(until);
  return { client: client.exchanges, origin: origin.exchanges };
}

const ask = (spec: RequestSpec = {}): HttpAct => ({ kind: "request", spec });

const facts = ({ label, end, request, response }: ExchangeRecord): unknown => ({
  label,
  end,
  request: [request.body.bytes, request.body.text, request.trailers],
  response: [response.status, response.interims, response.body.bytes, response.body.text],
});

const body = fc.record({ bytes: fc.integer({ min: 0, max: 70_000 }) });
const framing = fc.constantFrom("length", "chunked");
const trailers = fc.constantFrom([["x-end", "yes"]] as const, undefined);
const message = fc
  .record({ body, framing, trailers, pieceBytes: fc.integer({ min: 1000, max: 20_000 }) })
  .map(({ trailers: some, ...rest }) =>
    some === undefined || rest.framing === "length" ? rest : { ...rest, trailers: some },
  );
const exchanges = fc.array(fc.record({ request: message, answer: message }), {
  minLength: 1,
  maxLength: 4,
});

test.each(["h1", "h2"] as const)(
  "%s: both sides write down the same exchanges, in any segmentation",
  (protocol) => {
    fc.assert(
      fc.property(exchanges, fc.nat(), (all, seed) => {
        const { client, origin } = play({
          peer: { protocol },
          seed,
          acts: all.map(({ request }, index) => [
            10,
            `e${index}`,
            ask({ method: "POST", ...request }),
          ]),
          answers: all.map(({ answer }, index) => ({
            ...answer,
            for: `e${index}`,
            interims: [{ status: 103 }],
          })),
        });
        const sorted = (list: readonly ExchangeRecord[]): unknown[] =>
          list.toSorted((one, other) => (one.label < other.label ? -1 : 1)).map(facts);
        expect(sorted(client)).toEqual(sorted(origin));
        expect(client.map(({ end }) => end)).toEqual(all.map(() => "complete"));
        expect(client.map(({ request }) => request.body.bytes)).toEqual(
          all.map(({ request }) => request.body.bytes),
        );
      }),
      { numRuns: 25 },
    );
  },
);

const outcomes: readonly (readonly [string, Omit<Play, "peer">, PeerSpec["protocol"], unknown])[] =
  [
    [
      "an answer cut short and a FIN",
      {
        acts: [[1, "a", ask()]],
        answers: [{ body: { bytes: 100 }, cutAfterBytes: 40, then: "end" }],
      },
      "h1",
      ["malformed", 200, 40],
    ],
    [
      "a body that ends with the connection",
      { acts: [[1, "a", ask()]], answers: [{ body: { bytes: 100 }, framing: "close" }] },
      "h1",
      ["complete", 200, 100],
    ],
    [
      "an answer cut short and a reset",
      {
        acts: [[1, "a", ask()]],
        answers: [{ body: { bytes: 100 }, cutAfterBytes: 0, then: "reset" }],
      },
      "h1",
      ["malformed", 200, 0],
    ],
    [
      "an origin that never reads",
      { acts: [[1, "a", ask()]], reads: false },
      "h1",
      [undefined, undefined, 0],
    ],
    [
      "an answer that never comes",
      { acts: [[1, "a", ask()]], answers: [{ afterMicros: 2_000_000 }] },
      "h2",
      [undefined, undefined, 0],
    ],
    [
      "a late answer",
      { acts: [[1, "a", ask()]], answers: [{ afterMicros: 5000, body: { bytes: 7 } }] },
      "h2",
      ["complete", 200, 7],
    ],
    [
      "a stream refused",
      { acts: [[1, "a", ask()]], answers: [{ refuseCode: 7 }] },
      "h2",
      ["stream-reset", undefined, 0],
    ],
    [
      "a stream cut short",
      {
        acts: [[1, "a", ask()]],
        answers: [{ body: { bytes: 100 }, cutAfterBytes: 40, then: "reset" }],
      },
      "h2",
      ["stream-reset", 200, 40],
    ],
    [
      "a request above the last of a GOAWAY",
      { acts: [[1, "a", ask()]], answers: [{ goaway: { lastStreamId: 0, code: 0 } }] },
      "h2",
      ["unprocessed", undefined, 0],
    ],
    [
      "a body of HEAD that is none",
      { acts: [[1, "a", ask({ method: "HEAD" })]], answers: [{ body: { bytes: 9 } }] },
      "h1",
      ["complete", 200, 0],
    ],
    [
      "an answer of 204",
      { acts: [[1, "a", ask()]], answers: [{ status: 204 }] },
      "h2",
      ["complete", 204, 0],
    ],
    [
      "credit that is held",
      { acts: [[1, "a", ask()]], answers: [{ body: { bytes: 70_000 } }] },
      "h2",
      ["complete", 200, 70_000],
    ],
  ];

test.each(outcomes)("%s is seen as that", (_, options, protocol, seen) => {
  const { client } = play({ ...options, peer: { protocol } });
  const { end, response } = client[0]!;
  expect([end, response.status, response.body.bytes]).toEqual(seen);
});

test("a client that holds its credit gets one window, and the rest when it credits", () => {
  const peer = { protocol: "h2", credit: "held" } as const;
  const answers = [{ body: { bytes: 70_000 } }];
  const stuck = play({ peer, acts: [[1, "a", ask()]], answers });
  expect(stuck.client[0]!.response.body.bytes).toBe(65_535);
  const acts = [
    [1, "a", ask()],
    [500, undefined, { kind: "credit", bytes: 10_000 }],
    [600, "a", { kind: "credit", bytes: 10_000 }],
  ] as const;
  const credited = play({ peer, acts, answers });
  expect(credited.client.map(facts)).toEqual(credited.origin.map(facts));
});

test("an upload that stops goes on when it is told to", () => {
  const upload = { method: "POST", body: { bytes: 1000 }, stopAfterBytes: 300 };
  const acts = [
    [1, "a", ask(upload)],
    [100, "a", { kind: "goOn", bytes: 200 }],
  ] as const;
  const paused = play({ peer: { protocol: "h2" }, acts });
  expect(paused.origin[0]!.request.body.bytes).toBe(500);
  const whole = play({
    peer: { protocol: "h1" },
    acts: [...acts, [200, "a", { kind: "goOn", bytes: undefined }]],
  });
  expect(whole.client.map(facts)).toEqual(whole.origin.map(facts));
});

test("an aborted request ends on both sides, the other stream goes on", () => {
  const { client, origin } = play({
    peer: { protocol: "h2" },
    acts: [
      [1, "a", ask()],
      [1, "b", ask()],
      [100, "a", { kind: "abort", code: 8 }],
    ],
    answers: [{ afterMicros: 1000 }],
  });
  expect(client.map(({ end }) => end)).toEqual(["abandoned", "complete"]);
  expect(origin.map(({ end, code }) => [end, code])).toEqual([
    ["stream-reset", 8],
    ["complete", undefined],
  ]);
});

test("text as it stands is a request where it has a label", () => {
  const { client } = play({
    peer: { protocol: "h1" },
    acts: [
      [
        1,
        "a",
        {
          kind: "bytes",
          bytes: Uint8Array.from("GET / HTTP/1.1\r\nhost: a\r\n\r\n", (unit) => unit.charCodeAt(0)),
        },
      ],
    ],
    answers: [{ body: { bytes: 5 }, surplus: "HTTP/1.1 200 OK\r\n\r\n" }],
  });
  expect(client.map(({ end, response }) => [end, response.body.bytes])).toEqual([["complete", 5]]);
});
