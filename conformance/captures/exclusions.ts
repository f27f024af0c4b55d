// What no rule judges, because the reference does not do it: verbs, and what a recording does not
// hold. A difference that is about one of these is listed by its name, never by a rule.

import { RequestSchema } from "../../wire/index.ts";

/** In the schema of 2.3.3, and not in that of 2.1.0, which the reference speaks. */
const laterVerbs = [
  "set_max_connections_per_subnet",
  "query_max_connections_per_subnet",
  "set_max_connection_attempts",
  "close_sessions",
  "query_protected_health_check_support",
];

const surroundings = [
  // Nobody carries HTTP requests in a replay.
  "http_traffic",
  // The simulated disk has names, and no folders.
  "simulated_disk",
  // It happened, and the recording does not say when.
  "not_recorded",
];

export const exclusions: readonly string[] = [
  ...RequestSchema.fields.map(({ name }) => name),
  ...laterVerbs,
  ...surroundings,
];
