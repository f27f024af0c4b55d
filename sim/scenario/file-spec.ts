// What lies on the master's disk before anything starts, as data. State files are given by their
// records, for each implementation has a format of its own: the testee writes them down. Reading
// them is the business of whoever is judged.

import { getTextEncoding } from "@bufbuild/protobuf/wire";
import type { DiskEntry } from "../options.ts";
import type { RequestJson } from "./world-settings.ts";
import type { Testee } from "./testee.ts";

/** A state file; a text among its records is a record as it stands, however wrong. */
interface StateFileSpec {
  readonly records: readonly (RequestJson | string)[];
  /** How many bytes of its end are missing. */
  readonly cutBytes?: number;
}

interface TextFileSpec {
  readonly text: string;
}

/** So many bytes of blanks. */
interface BlankFileSpec {
  readonly blankBytes: number;
}

/** A name that cannot be read: `stuck` is never done, `directory` is no file. */
interface SpecialFileSpec {
  readonly special: "stuck" | "directory";
}

export type FileSpec = StateFileSpec | TextFileSpec | BlankFileSpec | SpecialFileSpec;

/** The same with every record encoded. */
export type FileSettings =
  | { readonly kind: "state"; readonly records: readonly StateRecord[]; readonly cutBytes: number }
  | { readonly kind: "plain"; readonly entry: DiskEntry };

/** A Request payload without prefix, or a record as it stands. */
export type StateRecord = Uint8Array | string;

export function fileSettingsOf(
  spec: FileSpec,
  encode: (json: RequestJson, index: number) => Uint8Array,
): FileSettings {
  if ("records" in spec) {
    const records = spec.records.map((record, index) =>
      typeof record === "string" ? record : encode(record, index),
    );
    return { kind: "state", records, cutBytes: spec.cutBytes ?? 0 };
  }
  if ("text" in spec) return { kind: "plain", entry: getTextEncoding().encodeUtf8(spec.text) };
  if ("special" in spec) return { kind: "plain", entry: spec.special };
  return { kind: "plain", entry: new Uint8Array(spec.blankBytes).fill(0x20) };
}

export function diskEntryOf(file: FileSettings, testee: Testee): DiskEntry {
  if (file.kind === "plain") return file.entry;
  const bytes = testee.stateFile(file.records);
  return bytes.subarray(0, Math.max(0, bytes.length - file.cutBytes));
}
