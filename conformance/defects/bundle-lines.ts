// Where the lines of the sources stand in a bundle that was made of them.
import { SourceMap, type SourceMapPayload } from "node:module";
import { listAt } from "../grouped.ts";
import type { Bundle } from "./load.ts";

export class BundleLines {
  private readonly offsets = new Map<string, number[]>();

  constructor({ text, sourceMap }: Bundle) {
    const payload: unknown = JSON.parse(sourceMap);
    if (!isPayload(payload)) throw new Error("what the bundler wrote is no source map");
    const map = new SourceMap(payload);
    let lineStart = 0;
    text.split("\n").forEach((line, lineIndex) => {
      for (const { index } of line.matchAll(/\S+/g)) {
        const found = map.findEntry(lineIndex, index);
        if ("originalSource" in found) {
          this.add(found.originalSource, found.originalLine + 1, lineStart + index);
        }
      }
      lineStart += line.length + 1;
    });
  }

  /** Offsets of what became of a line, counted from 1; none where nothing did, as with a type. */
  of(file: string, line: number): readonly number[] {
    return this.offsets.get(`${file}:${line}`) ?? [];
  }

  private add(file: string, line: number, offset: number): void {
    const place = `${file}:${line}`;
    listAt(this.offsets, place).push(offset);
  }
}

function isPayload(value: unknown): value is SourceMapPayload {
  return typeof value === "object" && value !== null && "mappings" in value;
}
