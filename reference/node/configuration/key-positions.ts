// Where each key of a TOML document stands. The parser tells positions only of what it cannot read;
// this finds the keys whose values it read and we refuse. It deliberately understands no value: the
// document was parsed before, so skipping strings and matching brackets is enough.

/** Table keys and array indices from the root. */
export type Path = readonly (string | number)[];

export interface Position {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

/** Finds a key, or the nearest table around it that is written down. */
export type Locate = (path: Path) => Position;

export function keyPositions(text: string): Locate {
  const offsets = new Scanner(text).scan();
  return (path) => {
    let length = path.length;
    while (length > 0 && !offsets.has(nameOf(path.slice(0, length)))) length -= 1;
    return positionAt(text, offsets.get(nameOf(path.slice(0, length))) ?? 0);
  };
}

function nameOf(path: Path): string {
  return JSON.stringify(path);
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

class Scanner {
  readonly #text: string;
  readonly #offsets = new Map<string, number>();
  /** How many elements each array of tables has so far. */
  readonly #counts = new Map<string, number>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): ReadonlyMap<string, number> {
    let table: Path = [];
    this.#skip(/[\s\uFEFF]|#[^\n]*/y);
    while (this.#at < this.#text.length) {
      if (this.#text[this.#at] === "[") table = this.#header();
      else this.#pair(table);
      this.#void();
    }
    return this.#offsets;
  }

  /** `[a.b]` or `[[a.b]]`; returns the path of the table that it opens. */
  #header(): Path {
    const isArray = this.#text.startsWith("[[", this.#at);
    const start = this.#at;
    this.#at += isArray ? 2 : 1;
    const keys = this.#keys();
    this.#at += isArray ? 2 : 1;
    let path: Path = [];
    for (const [index, key] of keys.entries()) {
      path = [...path, key];
      this.#note(path, start);
      const count = this.#counts.get(nameOf(path));
      const isNew = isArray && index === keys.length - 1;
      if (isNew) this.#counts.set(nameOf(path), (count ?? 0) + 1);
      if (isNew) path = [...path, count ?? 0];
      else if (count !== undefined) path = [...path, count - 1];
    }
    this.#note(path, start);
    return path;
  }

  #pair(table: Path): void {
    const start = this.#at;
    const keys = this.#keys();
    for (const index of keys.keys()) this.#note([...table, ...keys.slice(0, index + 1)], start);
    this.#at += 1;
    this.#value([...table, ...keys]);
  }

  /** A dotted key; stops before `=` or `]`. */
  #keys(): string[] {
    const keys: string[] = [];
    do {
      this.#skip(/[ \t.]/y);
      keys.push(this.#key());
      this.#skip(/[ \t]/y);
    } while (this.#text[this.#at] === ".");
    return keys;
  }

  #key(): string {
    const start = this.#at;
    const quote = this.#text[start];
    if (quote !== '"' && quote !== "'") {
      this.#skip(/[^\s.=\]]/y);
      return this.#text.slice(start, this.#at);
    }
    this.#string();
    const inside = this.#text.slice(start + 1, this.#at - 1);
    return quote === "'" ? inside : unescaped(inside);
  }

  #value(path: Path): void {
    this.#skip(/[ \t]/y);
    const first = this.#text[this.#at];
    if (first === '"' || first === "'") this.#string();
    else if (first === "[") this.#list(path);
    else if (first === "{") this.#table(path);
    else this.#skip(/[^\s,\]}#]| (?=\d)/y);
  }

  #list(path: Path): void {
    this.#at += 1;
    for (let index = 0; this.#hasMore("]"); index += 1) {
      this.#note([...path, index], this.#at);
      this.#value([...path, index]);
    }
  }

  #table(path: Path): void {
    this.#at += 1;
    while (this.#hasMore("}")) this.#pair(path);
  }

  /** Passes separators; at the closing bracket, passes it and says no. */
  #hasMore(close: string): boolean {
    this.#skip(/[\s,]|#[^\n]*/y);
    const isOpen = this.#at < this.#text.length && this.#text[this.#at] !== close;
    if (!isOpen) this.#at += 1;
    return isOpen;
  }

  #string(): void {
    const quote = this.#text[this.#at] === "'" ? "'" : '"';
    const isLong = this.#text.startsWith(quote.repeat(3), this.#at);
    this.#at += isLong ? 3 : 1;
    this.#skip(contents[isLong ? "long" : "short"][quote]);
    this.#at += isLong ? 3 : 1;
    // A long string may end in quotes of its own just before the closing three.
    if (isLong) while (this.#text[this.#at] === quote) this.#at += 1;
  }

  #void(): void {
    this.#skip(/\s|#[^\n]*/y);
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    while (pattern.test(this.#text)) this.#at = pattern.lastIndex;
  }

  #note(path: Path, offset: number): void {
    const name = nameOf(path);
    if (!this.#offsets.has(name)) this.#offsets.set(name, offset);
  }
}

/** One piece of a string's inside: a plain character or an escape. */
const contents = {
  short: { "'": /[^']/y, '"': /[^"\\]|\\[^]/y },
  long: { "'": /(?!''')[^]/y, '"': /(?!""")[^\\]|\\[^]/y },
} as const;

const escapes: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  e: "\u001b",
};

function unescaped(inside: string): string {
  return inside.replaceAll(
    /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g,
    (_all, ...parts: (string | undefined)[]) => {
      const [x, u, long, plain = ""] = parts;
      const digits = x ?? u ?? long;
      return digits === undefined
        ? (escapes[plain] ?? plain)
        : String.fromCodePoint(Number.parseInt(digits, 16));
    },
  );
}
