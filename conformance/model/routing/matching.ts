// ROUTE-MATCH in the fewest words: every rule is looked at. Where the contract leaves a choice, several
// frontends are right.
import { PathRuleKind, RulePosition } from "../../../wire/index.ts";
import type { Frontend } from "./configuration.ts";

export interface Question {
  readonly listener: string;
  /** In lower case, without a port. */
  readonly host: string;
  /** With its query. */
  readonly path: string;
  readonly method: string;
}

export interface Matches {
  /** One of these; none: no frontend fits. */
  readonly frontends: readonly Frontend[];
  /** A pattern fits in part, and whether that is enough is not said: nothing can be concluded. */
  readonly isOpen: boolean;
}

type Fit = "whole" | "part" | "none";

interface Ranked {
  readonly frontend: Frontend;
  readonly hostRank: number;
  readonly pathRank: number;
}

export function matching(all: readonly Frontend[], question: Question): Matches {
  const here = all.filter(({ listener }) => listener === question.listener);
  const { PRE, POST, TREE } = RulePosition;
  for (const position of [PRE, TREE, POST]) {
    const placed = here.filter(({ message }) => message.position === position);
    const fits = placed.map((frontend) => fit(frontend, question));
    if (fits.includes("part")) return { frontends: [], isOpen: true };
    const fitting = placed.filter((_frontend, order) => fits[order] === "whole");
    const frontends = position === TREE ? closest(fitting, question) : fitting.slice(0, 1);
    if (frontends.length > 0) return { frontends, isOpen: false };
  }
  return { frontends: [], isOpen: false };
}

/** The best hosts, and for each of them the best paths. */
function closest(fitting: readonly Frontend[], { path }: Question): readonly Frontend[] {
  const ranked: Ranked[] = fitting.map((frontend) => ({
    frontend,
    hostRank: hostRank(frontend.message.hostname),
    pathRank: pathRank(frontend, path),
  }));
  const best = Math.max(...ranked.map((one) => one.hostRank));
  const hosts = ranked.filter((one) => one.hostRank === best);
  return hosts
    .filter((one) =>
      hosts.every((other) => !isSameHost(one, other) || other.pathRank <= one.pathRank),
    )
    .map(({ frontend }) => frontend);
}

function isSameHost({ frontend: one }: Ranked, { frontend: other }: Ranked): boolean {
  return one.message.hostname.toLowerCase() === other.message.hostname.toLowerCase();
}

/** Exact, then wildcard and pattern in an elected order, then the default. */
function hostRank(hostname: string): number {
  if (hostname === "*") return 0;
  return hostname.includes("*") || hostname.includes("/") ? 1 : 2;
}

/** Equals, then the longest prefix, then patterns. */
function pathRank({ message }: Frontend, path: string): number {
  const { kind = PathRuleKind.PREFIX, value = "" } = message.path ?? {};
  if (kind === PathRuleKind.EQUALS) return path.length + 2;
  return kind === PathRuleKind.REGEX ? 0 : value.length + 1;
}

function fit({ message, hosts }: Frontend, { host, path, method }: Question): Fit {
  if (message.method !== "" && message.method !== method) return "none";
  const pathFit = fitsPath(message.path, path.split("?", 1)[0] ?? "");
  return hosts.matches(host) ? pathFit : "none";
}

type PathRule = Frontend["message"]["path"];

function fitsPath(rule: PathRule, path: string): Fit {
  const { kind = PathRuleKind.PREFIX, value = "" } = rule ?? {};
  if (kind === PathRuleKind.EQUALS) return path === value ? "whole" : "none";
  if (kind === PathRuleKind.PREFIX) return path.startsWith(value) ? "whole" : "none";
  if (new RegExp(`^(?:${value})$`).test(path)) return "whole";
  return new RegExp(value).test(path) ? "part" : "none";
}
