// A configuration file in Sōzu's own format as Settings: a pure function of its text. Unknown keys
// are warnings by name, in the order of the file; the first wrong value is the one error, with its
// line and column. It deliberately reads no file by itself: those that it names are read for it.

import { dirname, resolve } from "node:path";
import { parse, TomlError } from "smol-toml";
import { activation, readListeners, readTimeouts } from "./listeners.ts";
import { readClusters } from "./clusters.ts";
import { ListenerBook } from "./listener-book.ts";
import type { PemFiles } from "./pem-files.ts";
import { keyPositions, type Path } from "./key-positions.ts";
import type { Remark } from "./remark.ts";
import type { Settings } from "./settings.ts";
import { TableReader, ValueFault } from "./table-reader.ts";
import { readTopLevel } from "./top-level.ts";

export type ConfigurationResult =
  | { readonly ok: true; readonly settings: Settings; readonly warnings: readonly Remark[] }
  | { readonly ok: false; readonly error: Remark };

/**
 * Never throws for anything in `text`. Relative paths begin in the directory of `fileName`. Without
 * `readText` certificates are said to be unused.
 */
export function parseConfiguration(
  text: string,
  fileName: string,
  readText?: PemFiles["readText"],
): ConfigurationResult {
  const parsed = parseToml(text, fileName);
  if (!parsed.ok) return parsed;
  const locate = keyPositions(text);
  const remark = (path: Path, message: string): Remark => ({
    file: fileName,
    ...locate(path),
    message,
  });
  const warnings: Remark[] = [];
  try {
    const root = new TableReader(parsed.table, [], (path, message) => {
      warnings.push(remark(path, message));
    });
    const settings = readSettings(root, dirname(resolve(fileName)), readText);
    warnings.sort((one, other) => one.line - other.line || one.column - other.column);
    return { ok: true, settings, warnings };
  } catch (fault) {
    if (!(fault instanceof ValueFault)) throw fault;
    return { ok: false, error: remark(fault.path, fault.message) };
  }
}

type ParsedToml =
  { readonly ok: true; readonly table: unknown } | { readonly ok: false; readonly error: Remark };

function parseToml(text: string, file: string): ParsedToml {
  try {
    // As big integers, so that `2.0` is not taken for `2`.
    return { ok: true, table: parse(text, { integersAsBigInt: true }) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column } = error;
    const message = (error.message.split("\n")[0] ?? "").replace(/^Invalid TOML document: /, "");
    return { ok: false, error: { file, line, column, message } };
  }
}

function readSettings(
  root: TableReader,
  directory: string,
  readText: PemFiles["readText"] | undefined,
): Settings {
  const files = readText === undefined ? undefined : { directory, readText };
  const topLevel = readTopLevel(root, directory);
  const timeouts = readTimeouts(root);
  const activate = root.flag("activate_listeners") ?? true;
  const book = new ListenerBook(readListeners(root, timeouts, files), timeouts, files);
  const clusters = readClusters(root, book);
  root.finish();
  const opened = book.all().flatMap((listener) => {
    const { request } = listener;
    return request === undefined ? [] : [{ request, activation: activation(listener) }];
  });
  return {
    ...topLevel,
    requests: [
      ...opened.map(({ request }) => request),
      ...book.certificates(),
      ...clusters,
      ...(activate ? opened.map((listener) => listener.activation) : []),
    ],
  };
}
