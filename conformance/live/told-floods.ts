// A proxy of Sōzu's kind takes the limits of floods as fields of its listeners. The schema here has none of
// them, since the reference has its limits by the contract alone: they are added to what is asked for.
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { RequestSchema } from "../../wire/index.ts";
import type { FloodKind, Http2Constants } from "../model/http2-constants.ts";

type Numbers = readonly (readonly [kind: FloodKind, number: number])[];

/** By the field of a request that adds a listener: the number of each limit among the fields of that listener. */
const limitFields: ReadonlyMap<number, Numbers> = new Map<number, Numbers>([
  [
    RequestSchema.field.addHttpListener.number,
    [
      ["reset", 13],
      ["ping", 14],
      ["settings", 15],
      ["emptyData", 16],
      ["continuation", 17],
      ["lateFrame", 18],
      ["resetBeforeAnswer", 23],
      ["madeReset", 27],
      ["windowUpdate", 29],
    ],
  ],
  [
    RequestSchema.field.addHttpsListener.number,
    [
      ["reset", 23],
      ["ping", 24],
      ["settings", 25],
      ["emptyData", 26],
      ["continuation", 27],
      ["lateFrame", 28],
      ["resetBeforeAnswer", 33],
      ["madeReset", 39],
      ["windowUpdate", 41],
    ],
  ],
]);

/** The same requests; those that add a listener tell it the limits. */
export function toldFloods(
  payloads: readonly Uint8Array[],
  { floods }: Pick<Http2Constants, "floods">,
): readonly Uint8Array[] {
  return payloads.map((payload) => {
    const reader = new BinaryReader(payload);
    const [no, type] = reader.tag();
    const numbers = limitFields.get(no);
    if (numbers === undefined) return payload;
    // A request is one field, and a message goes on with whatever fields follow it.
    const listener = Buffer.concat([reader.bytes(), limitsAs(numbers, floods)]);
    return new BinaryWriter().tag(no, type).bytes(listener).finish();
  });
}

function limitsAs(numbers: Numbers, floods: Http2Constants["floods"]): Uint8Array {
  const fields = new BinaryWriter();
  for (const [kind, number] of numbers) {
    const { limit } = floods[kind];
    if (limit < Infinity) fields.tag(number, WireType.Varint).uint32(limit);
  }
  return fields.finish();
}
