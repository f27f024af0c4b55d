// One command line after the other in one process, for tests that need many which are over at once: most of
// what such a command costs is its start. Standard input holds them as JSON, standard output what came of each.
import { text } from "node:stream/consumers";
import { setV8Flags } from "../v8-flags.ts";
import { obey } from "../program.ts";
import type { Ended } from "./command.ts";

type Stream = NodeJS.WriteStream;

/** Takes what is written until it is given back. */
function tapped(stream: Stream): { said: string; giveBack(): void } {
  const tap = {
    said: "",
    giveBack(): void {
      // What stood on the prototype shows again.
      Reflect.deleteProperty(stream, "write");
    },
  };
  stream.write = (bytes: string | Uint8Array) => {
    tap.said += typeof bytes === "string" ? bytes : Buffer.from(bytes).toString();
    return true;
  };
  return tap;
}

async function ended(words: readonly string[]): Promise<Ended> {
  const [out, error] = [tapped(process.stdout), tapped(process.stderr)];
  process.exitCode = 0;
  await obey(words);
  const code = codeLeft();
  process.exitCode = 0;
  out.giveBack();
  error.giveBack();
  return { code, out: out.said, error: error.said };
}

function codeLeft(): number {
  return Number(process.exitCode);
}

function isOrders(value: unknown): value is readonly (readonly string[])[] {
  return Array.isArray(value) && value.every((words) => Array.isArray(words));
}

setV8Flags();
const orders: unknown = JSON.parse(await text(process.stdin));
if (!isOrders(orders)) throw new Error("standard input holds no command lines");
const all: Ended[] = [];
for (const words of orders) all.push(await ended(words));
process.stdout.write(JSON.stringify(all));
