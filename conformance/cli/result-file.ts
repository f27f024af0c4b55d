// A result that a run wrote as NDJSON, read back for another command. Whatever is wrong with the file is one
// line that says what to do.
import { readFileSync } from "node:fs";
import { parseReport, type Run, runFormat } from "../../reports/index.ts";
import { UsageError } from "../usage-error.ts";

/** @throws UsageError for a file that is no whole result of this format. */
export function readResult(path: string): Run {
  const text = textOf(path);
  const format = formatIn(text);
  if (format !== undefined && format !== runFormat) {
    throw new UsageError(
      `${path} is a result of format ${JSON.stringify(format)}, and this suite reads ${runFormat}; use the suite that wrote it`,
    );
  }
  const parsed = parseReport(text);
  if (parsed.ok) return parsed.run;
  const [first] = parsed.problems;
  const where = first?.line === undefined ? path : `${path}:${first.line}`;
  throw new UsageError(
    `${where}: ${first?.message ?? "is no result"}; a result is what \`kakehi run --report ndjson=FILE\` writes`,
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot read the result ${path}: ${why}`);
  }
}

/** What the first line says of itself, if it is a header at all. */
function formatIn(text: string): unknown {
  const [line = ""] = text.split("\n", 1);
  try {
    const header: unknown = JSON.parse(line);
    const isHeader =
      typeof header === "object" && header !== null && "t" in header && header.t === "header";
    return isHeader && "format" in header ? header.format : undefined;
  } catch {
    return undefined;
  }
}
