// How an origin answers: every shape of an answer, and what may go wrong with it.
import fc from "fast-check";
import type { AnswerSpec } from "../../../sim/index.ts";
import { type Choice, chosen, type Swarm } from "../swarm.ts";

const upgrade = [
  ["connection", "upgrade"],
  ["upgrade", "chat"],
] as const;
const close = [["connection", "close"]] as const;

/** `http2`: of an origin that speaks it. */
export function answerArbitrary(swarm: Swarm, http2: boolean): fc.Arbitrary<AnswerSpec> {
  return chosen(swarm, [
    {
      weight: 3,
      of: fc.constantFrom<AnswerSpec>({}, { body: { bytes: 5 } }, { body: { bytes: 300 } }),
    },
    ...shapes(),
    ...timings(),
    ...cuts(http2),
    ...(http2 ? ofHttp2() : ofHttp1(isAtOnce(swarm) ? stray : "beyond it")),
  ]);
}

const stray = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc";

/**
 * What is written in one instant is read in one. Where it is not, a whole answer that nobody asked for may come
 * when the next request is on its way, and nothing tells it from the answer to that.
 */
function isAtOnce(swarm: Swarm): boolean {
  const parting = ["latency", "segments", "narrow-links", "slowness"] as const;
  return parting.every((feature) => swarm.weightOf(feature) === 0);
}

function shapes(): readonly Choice<AnswerSpec>[] {
  return [
    {
      feature: "large-answers",
      of: fc.constantFrom(16_384, 20_000, 70_000).map((bytes) => ({ body: { bytes } })),
    },
    {
      feature: "chunked-answers",
      weight: 2,
      of: fc.record({
        body: fc.record({ bytes: fc.constantFrom(0, 10, 2_000, 20_000) }),
        framing: fc.constant("chunked" as const),
        trailers: fc.constantFrom<AnswerSpec["trailers"] & object>([], [["x-sum", "1"]]),
      }),
    },
    {
      feature: "bodiless-answers",
      weight: 2,
      of: fc.constantFrom<AnswerSpec>(
        { status: 204 },
        { status: 304 },
        { status: 304, declaredBytes: 7 },
        { status: 205 },
      ),
    },
    { feature: "interim-answers", weight: 2, of: interims() },
    {
      feature: "pieces",
      of: fc.constantFrom<AnswerSpec>(
        { body: { bytes: 40 }, pieceBytes: 1 },
        { body: { bytes: 40 }, pieceBytes: 1, framing: "chunked" },
        { body: { bytes: 3_000 }, pieceBytes: 111, framing: "chunked" },
      ),
    },
  ];
}

function interims(): fc.Arbitrary<AnswerSpec> {
  return fc.record({
    interims: fc.array(
      fc.constantFrom<{ status: number; fields?: AnswerSpec["fields"] & object }>(
        { status: 103, fields: [["link", "</a>"]] },
        { status: 102 },
        { status: 100 },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    pauseMicros: fc.constantFrom(0, 300_000),
    body: fc.constant({ bytes: 50 }),
  });
}

function timings(): readonly Choice<AnswerSpec>[] {
  const body = { bytes: 100 };
  return [
    {
      feature: "slow-answers",
      weight: 2,
      of: fc
        .constantFrom(1_000, 100_000, 900_000, 2_500_000)
        .map((afterMicros) => ({ afterMicros, body })),
    },
    { feature: "silent-origins", of: fc.constant({ afterMicros: 100_000_000 }) },
    {
      feature: "silent-origins",
      of: fc.constant({ interims: [{ status: 103 }], pauseMicros: 100_000_000 }),
    },
    {
      feature: "early-answers",
      of: fc.constantFrom<AnswerSpec>(
        { when: "head", body },
        { when: "head", body, then: "end", thenAfterMicros: 500_000 },
      ),
    },
  ];
}

function cuts(http2: boolean): readonly Choice<AnswerSpec>[] {
  return [
    {
      feature: "cut-answers",
      weight: 3,
      of: fc.record({
        body: fc.record({ bytes: fc.constantFrom(100, 3_000, 40_000) }),
        framing: fc.constantFrom("length" as const, "chunked" as const),
        cutAfterBytes: fc.constantFrom(50, 0, 99),
        then: fc.constantFrom("end" as const, "reset" as const, "hang" as const),
        thenAfterMicros: fc.constantFrom(0, 300_000),
        fields: http2 ? fc.constant([]) : fc.constantFrom([], close),
      }),
    },
    {
      feature: "cut-answers",
      of: fc.constantFrom<AnswerSpec>(
        {
          interims: [{ status: 103 }],
          pauseMicros: 200_000,
          body: { bytes: 10 },
          cutAfterBytes: 0,
          then: "end",
        },
        { interims: [{ status: 100 }], pauseMicros: 100_000_000 },
      ),
    },
    {
      feature: "lying-answers",
      of: fc.constantFrom<AnswerSpec>(
        { body: { bytes: 300 }, declaredBytes: 100, pieceBytes: 90 },
        { body: { bytes: 100 }, declaredBytes: 300, then: "end" },
        { body: { bytes: 100 }, declaredBytes: 300, then: "hang" },
        { status: 204, declaredBytes: 5 },
      ),
    },
  ];
}

function ofHttp1(unasked: string): readonly Choice<AnswerSpec>[] {
  const body = { bytes: 100 };
  return [
    {
      feature: "closing-answers",
      weight: 3,
      of: fc.constantFrom<AnswerSpec>(
        { body, fields: close, then: "end" },
        { body, fields: close },
        { body, framing: "close" },
        { body: { bytes: 30_000 }, framing: "close" },
        { body, framing: "close", cutAfterBytes: 50, then: "reset" },
        { body, then: "end", thenAfterMicros: 500_000 },
        { body, then: "end" },
        { body, then: "reset" },
      ),
    },
    {
      feature: "malformed-answers",
      weight: 2,
      of: fc.constantFrom<AnswerSpec>(
        { fields: [["content-length", "a few"]], framing: "none" },
        {
          fields: [
            ["content-length", "5"],
            ["content-length", "6"],
          ],
          framing: "none",
          surplus: "hello!",
        },
        {
          fields: [["transfer-encoding", "chunked"]],
          framing: "none",
          surplus: "5\r\nhello\r\nzz\r\n",
        },
        { status: 101, fields: upgrade },
      ),
    },
    {
      feature: "unsolicited",
      weight: 2,
      of: fc.constantFrom<AnswerSpec>(
        { body, surplus: "beyond the end" },
        { body, surplus: unasked },
        { body, later: [{ afterMicros: 200_000, text: "soon" }] },
        { body, later: [{ afterMicros: 700_000, text: "later" }] },
      ),
    },
    {
      feature: "refusals",
      of: fc.constantFrom<AnswerSpec>({ status: 503, body }, { status: 500, body, then: "end" }),
    },
  ];
}

function ofHttp2(): readonly Choice<AnswerSpec>[] {
  return [
    {
      feature: "refusals",
      weight: 3,
      of: fc.constantFrom(7, 8, 2, 1, 11, 0).map((refuseCode) => ({ refuseCode })),
    },
    {
      feature: "refusals",
      of: fc.constantFrom(7, 2).map((refuseCode) => ({ refuseCode, when: "head" as const })),
    },
    {
      feature: "goaways",
      weight: 2,
      of: fc.constantFrom<AnswerSpec>(
        { goaway: { lastStreamId: 1, code: 0 } },
        { goaway: { lastStreamId: 0, code: 0 } },
        { goaway: { lastStreamId: 1, code: 0 }, when: "head" },
        { goaway: { lastStreamId: 2_147_483_647, code: 0 }, body: { bytes: 100 } },
        { goaway: { lastStreamId: 3, code: 2 }, body: { bytes: 100 }, then: "end" },
      ),
    },
    {
      feature: "malformed-answers",
      weight: 2,
      of: fc.constantFrom<AnswerSpec>(
        { fields: [["Upper", "case"]], body: { bytes: 10 } },
        { fields: [["connection", "close"]], body: { bytes: 10 } },
        { fields: [["x-large", "l".repeat(70_000)]], body: { bytes: 10 } },
        { status: 101 },
      ),
    },
    {
      feature: "pieces",
      of: fc
        .constantFrom(1, 255)
        .map((paddingBytes) => ({ body: { bytes: 500 }, paddingBytes, pieceBytes: 100 })),
    },
  ];
}
