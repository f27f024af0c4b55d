#!/usr/bin/env node
// The command `kakehi` as a process.
import { setV8Flags } from "./v8-flags.ts";
import { obey } from "./program.ts";

// Whoever reads us through `head` has read enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

setV8Flags();
await obey(process.argv.slice(2));
