// The directions of docs/ARCHITECTURE.md as a closed world: an edge that nobody wrote down is an error.
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  allowedSeverity: "error",
  allowed: [
    { from: { path: "^wire/" }, to: { path: "^wire/" } },
    { from: { path: "^sim/" }, to: { path: "^(wire/index[.]ts$|sim/)" } },
    {
      from: { path: "^reference/", pathNot: "^reference/node/" },
      to: { path: "^(wire/index[.]ts$|reference/)", pathNot: "^reference/node/" },
    },
    {
      from: { path: "^reference/node/" },
      to: { path: "^(wire/index[.]ts$|reference/(index|host)[.]ts$|reference/node/)" },
    },
    { from: { path: "^reports/" }, to: { path: "^reports/" } },
    {
      from: { path: "^conformance/" },
      to: { path: "^(wire/index[.]ts$|sim/index[.]ts$|reports/index[.]ts$|conformance/)" },
    },
    // The only files that name both sides.
    {
      from: { path: "^conformance/targets/reference[.]ts$" },
      to: { path: "^reference/index[.]ts$" },
    },
    // Its tables as pictures.
    {
      from: { path: "^conformance/gates/diagrams[.]ts$" },
      to: { path: "^reference/index[.]ts$" },
    },
    // Actors of the simulator on real sockets, by the host that serves the reference.
    {
      from: { path: "^conformance/live/(stage|http/speaker)[.]ts$" },
      to: { path: "^reference/node/index[.]ts$" },
    },
    { from: { path: "^conformance/cli/serve[.]ts$" }, to: { path: "^reference/node/index[.]ts$" } },
    // A recorded configuration is read as the proxy itself reads one.
    {
      from: { path: "^conformance/captures/derive-world[.]ts$" },
      to: { path: "^reference/node/index[.]ts$" },
    },
    {
      from: { path: "^bench/" },
      to: { path: "^(bench/|conformance/|(wire|sim|reference)/index[.]ts$)" },
    },
    {
      from: { path: "^(reference/node|conformance|reports|bench)/" },
      to: { dependencyTypes: ["core"] },
    },
    // Published code uses what an installation brings.
    {
      from: { path: "^(wire|sim|reference|conformance|reports|bench)/" },
      to: { dependencyTypes: ["npm", "npm-optional"] },
    },
    { from: { path: "^bench/" }, to: { dependencyTypes: ["npm-dev"] } },
    {
      from: {
        path: "[.]test[.]ts$|/testing/",
      },
      to: { dependencyTypes: ["npm-dev", "core"] },
    },
  ],
  forbidden: [
    // Types may refer to each other: such a cycle is gone when the code runs.
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-import-of-tests",
      severity: "error",
      from: { pathNot: "[.]test[.]ts$|/testing/" },
      to: { path: "[.]test[.]ts$|^(wire|sim|reference)/.+/testing/" },
    },
    {
      name: "pure-folders-stay-pure",
      severity: "error",
      from: { path: "^(wire|sim|reference)/", pathNot: "^reference/node/|[.]test[.]ts$|/testing/" },
      to: { dependencyTypes: ["core"] },
    },
    { name: "unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types", "default"],
    },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(node_modules|dist)/" },
  },
};
