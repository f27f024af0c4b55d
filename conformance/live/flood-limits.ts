// The flood limits that a target description declares. Where one says `false` the proxy declares none that
// a count of frames reaches, and nothing is promised on either side.
import {
  defaultHttp2Constants,
  type FloodKind,
  type FloodLimit,
  type Http2Constants,
} from "../model/http2-constants.ts";

type Declared = number | false;

export interface WrittenFloods {
  readonly end?: "calm" | "any_error";
  readonly told?: boolean;
  readonly reset?: Declared;
  readonly reset_before_answer?: Declared;
  readonly made_reset?: Declared;
  readonly continuation?: Declared;
  readonly ping?: Declared;
  readonly settings?: Declared;
  readonly empty_data?: Declared;
  readonly window_update?: Declared;
  readonly late_frame?: Declared;
  readonly header_bytes_max?: Declared;
  readonly header_fields_max?: Declared;
  readonly block_bytes_max?: Declared;
}

/** By kind: what a description calls it. */
const keys = {
  reset: "reset",
  resetBeforeAnswer: "reset_before_answer",
  madeReset: "made_reset",
  continuation: "continuation",
  ping: "ping",
  settings: "settings",
  emptyData: "empty_data",
  windowUpdate: "window_update",
  lateFrame: "late_frame",
} as const satisfies Record<FloodKind, keyof WrittenFloods>;

/** Beyond the first one nothing is promised, and none is too many. */
const undeclared: FloodLimit = { limit: Infinity, honest: 0.5 };

export function http2With(written: WrittenFloods = {}): Http2Constants {
  const known = defaultHttp2Constants;
  const limitOf = (kind: FloodKind): FloodLimit => {
    const declared = written[keys[kind]];
    if (declared === undefined) return known.floods[kind];
    return declared === false ? undeclared : { limit: declared, honest: declared };
  };
  return {
    ...known,
    floodEnd: written.end === "any_error" ? "anyError" : known.floodEnd,
    floods: {
      reset: limitOf("reset"),
      resetBeforeAnswer: limitOf("resetBeforeAnswer"),
      madeReset: limitOf("madeReset"),
      continuation: limitOf("continuation"),
      ping: limitOf("ping"),
      settings: limitOf("settings"),
      emptyData: limitOf("emptyData"),
      windowUpdate: limitOf("windowUpdate"),
      lateFrame: limitOf("lateFrame"),
    },
    headerList: {
      bytesMax: boundOf(written.header_bytes_max, known.headerList.bytesMax),
      fieldsMax: boundOf(written.header_fields_max, known.headerList.fieldsMax),
    },
    blockBytesMax: boundOf(written.block_bytes_max, known.blockBytesMax),
  };
}

function boundOf(declared: Declared | undefined, known: number): number {
  return declared === false ? Infinity : (declared ?? known);
}
