// A profile makes the reference behave as a release was observed to: planted defects, edits of its own
// where none fits, and what the release elects. What fails then is what that release should fail.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { LeaseConstants } from "../model/constants.ts";
import { fixturePath } from "../package-root.ts";
import { findRule } from "../rules/registry.ts";
import type { Target } from "../targets/target.ts";
import { UsageError } from "../usage-error.ts";
import { type Edit, loadDefects } from "./defect.ts";
import { importsOfReference, patchedReference } from "./load.ts";

export interface Profile {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly defects: readonly string[];
  readonly edits: readonly (Edit & { readonly why: string })[];
  readonly elects: {
    readonly janitorMicros?: number;
    readonly takeover?: LeaseConstants["takeover"];
    readonly masterLeases?: boolean;
  };
  /** What is known of the release itself, by rule. */
  readonly observed: {
    readonly broken: readonly string[];
    readonly holds: readonly string[];
    /** Broken too, though nobody went through these rule by rule. */
    readonly found: readonly string[];
  };
  /** What the suite comes to, pinned by a test. */
  readonly predicted: readonly string[];
  /** Why prediction and observation differ, by rule. */
  readonly differences: Readonly<Record<string, string>>;
  /** Why the release itself, on real sockets, differs from what is predicted, by rule. */
  readonly live?: Readonly<Record<string, string>>;
  /** The same of what differs in one run and not in the next. */
  readonly sometimes?: Readonly<Record<string, string>>;
}

/** @throws UsageError for a file that is no profile. */
export function loadProfiles(): readonly Profile[] {
  const schema: unknown = JSON.parse(
    readFileSync(fixturePath("schema", "profile.schema.json"), "utf8"),
  );
  if (typeof schema !== "object" || schema === null) throw new Error("the schema is no object");
  const validate = new Ajv2020().compile<Profile>(schema);
  return readdirSync(fixturePath("profiles"))
    .sort()
    .map((name) => {
      const profile: unknown = JSON.parse(
        readFileSync(join(fixturePath("profiles"), name), "utf8"),
      );
      if (!validate(profile)) {
        const [error] = validate.errors ?? [];
        throw new UsageError(
          `${name}: ${error?.instancePath ?? ""} ${error?.message ?? "is none"}`,
        );
      }
      const fault = faultOf(profile, name);
      if (fault !== undefined) throw new UsageError(`${name}: ${fault}`);
      return profile;
    });
}

function faultOf(
  { id, observed, predicted, differences, live, sometimes }: Profile,
  name: string,
): string | undefined {
  if (`${id}.json` !== basename(name)) return `the id is ${id}`;
  const broken = [...observed.broken, ...observed.found];
  const named = [
    ...broken,
    ...observed.holds,
    ...predicted,
    ...Object.keys({ ...differences, ...live, ...sometimes }),
  ];
  const unknown = named.find((rule) => !findRule(rule));
  if (unknown !== undefined) return `there is no rule ${unknown}`;
  const both = broken.find((rule) => observed.holds.includes(rule));
  return both === undefined ? undefined : `${both} cannot be broken and hold`;
}

/** @throws UsageError for an unknown profile. */
export function findProfile(id: string): Profile {
  const all = loadProfiles();
  const found = all.find((profile) => profile.id === id);
  if (found !== undefined) return found;
  const known = all.map((profile) => profile.id).join(", ");
  throw new UsageError(`there is no profile ${id}; there are ${known}`);
}

/** Every edit of a profile in one list. @throws UsageError when it names a defect that is gone. */
export function editsOf(profile: Profile): readonly Edit[] {
  const defects = loadDefects();
  const planted = profile.defects.flatMap((id) => {
    const defect = defects.find((candidate) => candidate.id === id);
    if (defect === undefined) throw new UsageError(`${profile.id}: there is no defect ${id}`);
    return defect.edits;
  });
  return [...planted, ...profile.edits];
}

/** @throws UsageError when the edits do not fit the sources, or each other. */
export async function withProfile(profile: Profile): Promise<Target> {
  const target = await patchedReference(profile.id, editsOf(profile), await importsOfReference());
  return {
    ...target,
    name: `profile:${profile.id}`,
    constants: electing(profile.elects, target.constants),
  };
}

/** The constants of a target that elects what a profile says. */
export function electing(
  { janitorMicros, ...elected }: Profile["elects"],
  constants: LeaseConstants,
): LeaseConstants {
  const expiry =
    janitorMicros === undefined
      ? constants.expiry
      : ({ kind: "janitor", periodMicros: janitorMicros } as const);
  return { ...constants, ...elected, expiry };
}
