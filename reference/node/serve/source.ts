// Where a proxy's settings come from: a file in Sōzu's own format, or shortcuts.

import { resolve } from "node:path";
import { configurationBytesMax } from "../bounds.ts";
import { parseConfiguration } from "../configuration/configuration.ts";
import { remarkText } from "../configuration/remark.ts";
import type { Settings } from "../configuration/settings.ts";
import { settingsOfShortcuts, type Shortcuts } from "../configuration/shortcuts.ts";
import { loadFile, loadText } from "../host/files.ts";
import { ServeError } from "./serve-error.ts";

export type Source =
  /** The path of a configuration file. */
  | { readonly configuration: string; readonly shortcuts?: never }
  | { readonly shortcuts: Shortcuts; readonly configuration?: never };

export interface SourcedSettings {
  readonly settings: Settings;
  /** `file:line:column: message` each. */
  readonly warnings: readonly string[];
}

/** Throws ServeError "configuration". */
export async function settingsFrom(source: Source): Promise<SourcedSettings> {
  if (source.configuration !== undefined) return settingsOfFile(source.configuration);
  const result = settingsOfShortcuts(source.shortcuts, process.cwd());
  if (!result.ok) throw new ServeError("configuration", result.message);
  return { settings: result.settings, warnings: [] };
}

async function settingsOfFile(path: string): Promise<SourcedSettings> {
  const bytes = await loadFile(resolve(path), configurationBytesMax);
  if (bytes === undefined) {
    throw new ServeError("configuration", `${path}: no regular file that can be read`);
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ServeError("configuration", `${path}: it is not UTF-8`);
  }
  const result = parseConfiguration(text, path, loadText);
  if (!result.ok) throw new ServeError("configuration", remarkText(result.error));
  return { settings: result.settings, warnings: result.warnings.map(remarkText) };
}
