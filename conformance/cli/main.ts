#!/usr/bin/env node
// The command `kakehi` as a process.
import { boundInlining } from "./inlining.ts";
import { obey } from "./program.ts";

// Whoever reads us through `head` has read enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

boundInlining();
await obey(process.argv.slice(2));
