// Words of a command that name what the environment holds, as a shell has it: which binary is judged is
// often known to the job alone that has just built it.
import { UsageError } from "../usage-error.ts";

const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * `${NAME}` is what the environment holds, and `${NAME:-else}` is `else` where that is nothing or empty.
 *
 * @throws UsageError for a name that the environment does not hold and that has no other word.
 */
export function withEnvironment(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  path: string,
): readonly string[] {
  return words.map((word, at) =>
    word.replaceAll(reference, (_, name: string, otherwise: string | undefined) => {
      const held = environment[name];
      if (held !== undefined && held !== "") return held;
      if (otherwise !== undefined) return otherwise;
      throw new UsageError(
        `${path}: [launch] command ${at}: the environment holds no ${name}; set it, or write another word as in \${${name}:-my-proxy}`,
      );
    }),
  );
}
