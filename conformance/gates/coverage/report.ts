// What a coverage report in Istanbul's format says: how much of each folder ran, and which branches did
// not. Files that are types alone have nothing to run, and are not counted.

interface Location {
  readonly start: { readonly line: number };
}

/** One file, as far as it is read here. */
export interface FileCoverage {
  readonly path: string;
  readonly s: Readonly<Record<string, number>>;
  readonly b: Readonly<Record<string, readonly number[]>>;
  readonly branchMap: Readonly<Record<string, { readonly locations: readonly Location[] }>>;
}

export type CoverageReport = Readonly<Record<string, FileCoverage>>;

export interface Share {
  covered: number;
  total: number;
}

export interface FolderCoverage {
  readonly folder: string;
  readonly branches: Share;
  readonly lines: Share;
}

/** A branch that never ran, by the text of the line that it begins on. */
export interface Gap {
  readonly file: string;
  readonly line: string;
}

/** Of files with the path that the key of each is given by, in the order of the folders' names. */
export function foldersOf(
  files: readonly (readonly [path: string, file: FileCoverage])[],
): readonly FolderCoverage[] {
  const folders = new Map<string, FolderCoverage>();
  for (const [path, file] of files) {
    const folder = path.split("/").slice(0, 2).join("/");
    if (folder.endsWith(".ts")) continue;
    const sums = folders.get(folder) ?? { folder, branches: nothing(), lines: nothing() };
    folders.set(folder, sums);
    for (const runs of Object.values(file.b)) for (const one of runs) add(sums.branches, one);
    for (const runs of Object.values(file.s)) add(sums.lines, runs);
  }
  return [...folders.values()].sort((one, other) => (one.folder < other.folder ? -1 : 1));
}

/** `source`: the lines of the file. */
export function gapsOf(file: string, coverage: FileCoverage, source: readonly string[]): Gap[] {
  return Object.entries(coverage.b).flatMap(([id, runs]) =>
    runs.flatMap((count, position) => {
      const start = coverage.branchMap[id]?.locations[position]?.start.line;
      if (count > 0 || start === undefined) return [];
      return [{ file, line: (source[start - 1] ?? "").trim() }];
    }),
  );
}

function nothing(): Share {
  return { covered: 0, total: 0 };
}

function add(share: Share, runs: number): void {
  share.total += 1;
  if (runs > 0) share.covered += 1;
}
