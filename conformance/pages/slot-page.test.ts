import { expect, test } from "vitest";
import { slotPage } from "./slot-page.ts";

test("every transition is one arrow with what it does, and what is absent is none", () => {
  const page = slotPage({
    Idle: { admit: { to: "Link", counts: true }, refuse: { to: "Unlinked" }, take: undefined },
    Link: { abort: { to: "Recycle", settles: true } },
  });
  expect(page.match(/^ {2}\S+ --> .*$/gmu)).toEqual([
    "  [*] --> Idle: make",
    "  Idle --> Link: admit +1",
    "  Idle --> Unlinked: refuse",
    "  Link --> Recycle: abort (record)",
    "  Recycle --> [*]: drop",
  ]);
});
