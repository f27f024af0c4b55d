// One command line after the other in one process, for tests that need many which are over at once: most of
// what such a command costs is its start. Standard input holds them as JSON, standard output what came of each.
import { text } from "node:stream/consumers";
import { boundInlining } from "../inlining.ts";
import { obey } from "../program.ts";
import type { Ended } from "./command.ts";

const streams = { out: process.stdout, error: process.stderr };

async function ended(words: readonly string[]): Promise<Ended> {
  const said = { out: "", error: "" };
  const writes = { out: streams.out.write, error: streams.error.write };
  for (const name of ["out", "error"] as const) {
    streams[name].write = (bytes: string | Uint8Array) => {
      said[name] += typeof bytes === "string" ? bytes : Buffer.from(bytes).toString();
      return true;
    };
  }
  process.exitCode = 0;
  await obey(words);
  const code = Number(process.exitCode);
  process.exitCode = 0;
  for (const name of ["out", "error"] as const) streams[name].write = writes[name];
  return { code, ...said };
}

boundInlining();
const orders = JSON.parse(await text(process.stdin)) as readonly (readonly string[])[];
const all: Ended[] = [];
for (const words of orders) all.push(await ended(words));
process.stdout.write(JSON.stringify(all));
