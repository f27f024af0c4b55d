import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";
import { patched } from "./patch.ts";
import { editsOf, findProfile, loadProfiles, withProfile } from "./profile.ts";

const profiles = loadProfiles().map((profile) => [profile.id, profile] as const);

test.each(profiles)(
  "every edit of %s fits exactly once, and none overlaps another",
  (_, profile) => {
    const edits = editsOf(profile);
    const files = [...new Set(edits.map(({ file }) => file))];
    const unchanged = files.filter((file) => {
      const text = readFileSync(join(packageRoot, file), "utf8");
      const own = edits.filter((edit) => edit.file === file);
      return patched(file, text, own) === text;
    });
    expect(unchanged).toEqual([]);
  },
);

test.each(profiles)("%s is judged by what it elects", async (id, profile) => {
  const { name, constants } = await withProfile(profile);
  expect(name).toBe(`profile:${id}`);
  expect(constants.takeover).toBe(profile.elects.takeover);
  expect(constants.expiry).toEqual({ kind: "janitor", periodMicros: 5_000_000 });
});

test("a profile that nobody wrote is refused, and those that there are named", () => {
  expect(() => findProfile("sozu-9")).toThrow(UsageError);
  expect(() => findProfile("sozu-9")).toThrow(/sozu-2\.1, sozu-2\.3/);
});
