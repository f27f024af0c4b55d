// What a client asks: well-formed requests of every shape, and what is none. Whether it is answered is
// the business of `answering.ts`; a request that needs an answer of its own kind brings it along.
import fc from "fast-check";
import type { AnswerSpec, RequestSpec } from "../../../sim/index.ts";
import { type Choice, chosen, type Swarm } from "../swarm.ts";
import { malformedTexts, partialTexts } from "./hostile-texts.ts";
import type { Asking, Place } from "./plan.ts";

export interface Question {
  readonly asking: Asking;
  /** Any, where it is absent. */
  readonly answer?: AnswerSpec;
}

type Protocol = "h1" | "h2";

export function questionArbitrary(swarm: Swarm, protocol: Protocol): fc.Arbitrary<Question> {
  return chosen(swarm, [
    { weight: 3, of: fc.constant(plain({})) },
    {
      weight: 1,
      of: fc.constant(
        plain({
          fields: [
            ["cookie", "a=b"],
            ["accept", "*/*"],
          ],
        }),
      ),
    },
    ...wellFormed(),
    ...misplaced(),
    ...(protocol === "h1" ? ofHttp1() : ofHttp2()),
  ]);
}

function wellFormed(): readonly Choice<Question>[] {
  return [
    { feature: "heads", weight: 2, of: fc.constant(plain({ method: "HEAD" })) },
    { feature: "uploads", weight: 3, of: uploads().map(plain) },
    { feature: "stopped-uploads", of: stopped().map(plain) },
    { feature: "expectations", of: fc.constant(expecting) },
    { feature: "upgrades", of: upgrades() },
    {
      feature: "large-heads",
      of: fc
        .constantFrom(3_000, 20_000, 70_000)
        .map((bytes) => plain({ fields: [["x-large", "l".repeat(bytes)]] })),
    },
  ];
}

function misplaced(): readonly Choice<Question>[] {
  const places: readonly (readonly [Place, "unroutable" | "redirected"])[] = [
    ["nowhere", "unroutable"],
    ["malformed", "unroutable"],
    ["denied", "unroutable"],
    ["moved", "redirected"],
    ["found", "redirected"],
  ];
  return places.map(([place, feature]) => ({
    feature,
    of: fc
      .constantFrom<RequestSpec>({}, { method: "HEAD" }, { method: "POST", body: { bytes: 3_000 } })
      .map((spec) => ({ asking: { kind: "fetch", spec, place } })),
  }));
}

function ofHttp1(): readonly Choice<Question>[] {
  return [
    {
      feature: "closing-clients",
      weight: 2,
      of: fc.constant(plain({ fields: [["connection", "close"]] })),
    },
    {
      feature: "old-versions",
      of: fc
        .constantFrom<RequestSpec>(
          { version: "1.0" },
          { version: "1.0", fields: [["connection", "keep-alive"]] },
        )
        .map(plain),
    },
    {
      feature: "malformed-requests",
      of: fc.constant({ asking: { kind: "fetch", spec: {}, place: "absent" } }),
    },
    {
      feature: "malformed-requests",
      weight: 3,
      of: fc.constantFrom(...malformedTexts).map((asking) => ({ asking })),
    },
    {
      feature: "partial-requests",
      weight: 2,
      of: fc.constantFrom(...partialTexts).map((asking) => ({ asking })),
    },
  ];
}

function ofHttp2(): readonly Choice<Question>[] {
  const malformed: readonly RequestSpec[] = [
    { fields: [["Upper", "case"]] },
    { fields: [["connection", "close"]] },
    { fields: [["te", "gzip"]] },
    { fields: [[":late", "pseudo"]] },
    { fields: [["content-length", "a few"]] },
    { path: "" },
  ];
  const lying: readonly RequestSpec[] = [
    { method: "POST", body: { bytes: 3_000 }, declaredBytes: 1_000, pieceBytes: 900 },
    { method: "POST", body: { bytes: 3_000 }, declaredBytes: 5_000 },
    { method: "POST", body: { bytes: 3_000 }, declaredBytes: 1_000, stopAfterBytes: 900 },
    { method: "POST", body: { bytes: 100 }, trailers: [[":status", "200"]] },
  ];
  return [
    { feature: "malformed-streams", weight: 2, of: fc.constantFrom(...malformed).map(plain) },
    { feature: "malformed-streams", weight: 2, of: fc.constantFrom(...lying).map(plain) },
    {
      feature: "malformed-streams",
      of: fc.constant({ asking: { kind: "fetch", spec: lying[2] ?? {}, place: "nowhere" } }),
    },
    {
      feature: "uploads",
      of: fc
        .integer({ min: 1, max: 255 })
        .map((paddingBytes) => plain({ method: "POST", body: { bytes: 2_000 }, paddingBytes })),
    },
  ];
}

function uploads(): fc.Arbitrary<RequestSpec> {
  return fc.record({
    method: fc.constantFrom("POST", "PUT"),
    body: fc.record({ bytes: fc.constantFrom(1, 100, 3_000, 16_384, 40_000) }),
    framing: fc.constantFrom("length" as const, "chunked" as const),
    pieceBytes: fc.constantFrom(16_384, 1_000, 97),
  });
}

/** Its end comes later, or never. */
function stopped(): fc.Arbitrary<RequestSpec> {
  return fc.record({
    method: fc.constant("POST"),
    body: fc.constant({ bytes: 3_000 }),
    stopAfterBytes: fc.constantFrom(100, 0, 2_999),
    framing: fc.constantFrom("length" as const, "chunked" as const),
  });
}

const expecting: Question = {
  asking: {
    kind: "fetch",
    place: "served",
    spec: {
      method: "POST",
      body: { bytes: 2_000 },
      stopAfterBytes: 0,
      fields: [["expect", "100-continue"]],
    },
  },
  answer: {
    when: "head",
    interims: [{ status: 100 }],
    pauseMicros: 1_000_000,
    body: { bytes: 10 },
  },
};

function upgrades(): fc.Arbitrary<Question> {
  const fields = [
    ["connection", "upgrade"],
    ["upgrade", "chat"],
  ] as const;
  const agreed: AnswerSpec = { status: 101, fields };
  return fc
    .constantFrom<AnswerSpec>(
      agreed,
      { ...agreed, surplus: "welcome" },
      { ...agreed, then: "end", thenAfterMicros: 1_000_000 },
      { body: { bytes: 20 } },
    )
    .map((answer) => ({ ...plain({ fields }), answer }));
}

function plain(spec: RequestSpec): Question {
  return { asking: { kind: "fetch", spec, place: "served" } };
}
