// The rules of the data plane that what clients and origins see is enough for. Any other is told from
// outside by the words of a case, or not at all (`fixtures/live/capabilities.yaml`).

export const trafficRules: ReadonlySet<string> = new Set([
  "BODY-CONSERVED",
  "BODY-ATTRIBUTION",
  "BODY-TRUNCATED",
  "BODY-NONE",
  "H1-PIPELINE",
  "H1-SMUGGLING",
  "H1-HOST",
  "H1-INTERIM",
  "H1-KEEPALIVE",
  "H1-HALF-CLOSE",
  "H1-UPGRADE",
  "ROUTE-MATCH",
  "ROUTE-400",
  "ROUTE-401",
  "ROUTE-404",
  "ROUTE-421",
  "ROUTE-429",
  "ROUTE-503",
  "ROUTE-REDIRECT",
  "ROUTE-EDITS",
]);
