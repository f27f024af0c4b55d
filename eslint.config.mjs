import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const pure = ["wire/**/*.ts", "reference/**/*.ts", "sim/**/*.ts"];
const tests = ["**/*.test.ts", "{wire,sim,reference}/**/testing/**/*.ts"];
const shell = ["reference/node/**/*.ts", ...tests];

const nondeterministicGlobals = [
  "Date",
  "performance",
  "process",
  "crypto",
  "fetch",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "WeakRef",
  "FinalizationRegistry",
  "Intl",
];
const approximatedMath = [
  "sin",
  "cos",
  "tan",
  "exp",
  "log",
  "log2",
  "log10",
  "pow",
  "hypot",
  "cbrt",
];

const stateBelongsToAWorld = "State belongs to a world, not to a module.";
const moduleState = [
  { selector: "Program > VariableDeclaration[kind='let']", message: stateBelongsToAWorld },
  {
    selector: "Program > ExportNamedDeclaration > VariableDeclaration[kind='let']",
    message: stateBelongsToAWorld,
  },
  {
    selector:
      ":matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/^(Map|Set|WeakMap|WeakSet)$/][arguments.length=0]",
    message: stateBelongsToAWorld,
  },
];

export default defineConfig(
  globalIgnores(["dist/", "node_modules/", "coverage/", ".cache/", "**/*_pb.ts"]),
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["vitest.config.ts", "vitest.dist.config.ts"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error", reportUnusedInlineConfigs: "error" },
    rules: {
      // Unions of object types and interfaces both have their place here.
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        {
          allowDefaultCaseForExhaustiveSwitch: false,
          // Whoever looks at a few kinds of many says so with a default.
          considerDefaultExhaustiveForUnions: true,
          requireDefaultForNonUnion: true,
        },
      ],
      "@typescript-eslint/prefer-readonly": "error",
      "@typescript-eslint/require-array-sort-compare": "error",
      "@typescript-eslint/strict-boolean-expressions": "error",
      "@typescript-eslint/no-unsafe-type-assertion": "error",
      // A number in a message reads the same in every locale.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/naming-convention": [
        "error",
        { selector: "typeLike", format: ["PascalCase"] },
      ],
      eqeqeq: "error",
      "no-console": "error",
      "max-depth": ["error", 3],
      "max-lines": ["error", { max: 400, skipBlankLines: false, skipComments: false }],
      "max-lines-per-function": ["error", { max: 70, skipBlankLines: false, skipComments: false }],
      // One switch over a union is one decision.
      complexity: ["error", { max: 12, variant: "modified" }],
      "max-params": ["error", 4],
      "no-restricted-syntax": ["error", ...moduleState],
    },
  },
  {
    files: pure,
    ignores: shell,
    rules: {
      "no-restricted-globals": [
        "error",
        ...nondeterministicGlobals.map((name) => ({
          name,
          message: "Nondeterministic: take it through the Host instead.",
        })),
      ],
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Draw through choose() or the Host." },
        ...approximatedMath.map((property) => ({
          object: "Math",
          property,
          message: "Implementation-approximated; use integer ratios.",
        })),
        { property: "localeCompare", message: "Locale-dependent order; compare code units." },
        { property: "toLocaleString", message: "Locale-dependent." },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: ":function[async=true]",
          message: "The pure core is synchronous; return outputs instead.",
        },
        { selector: "AwaitExpression", message: "The pure core is synchronous." },
        {
          selector: "NewExpression[callee.name='Promise']",
          message: "The pure core is synchronous.",
        },
        {
          selector: "BinaryExpression[operator='**']",
          message: "Implementation-approximated; use integers.",
        },
        { selector: "ForInStatement", message: "Use for-of over an ordered collection." },
        { selector: "ExportDefaultDeclaration", message: "Named exports only." },
        { selector: "ExportAllDeclaration", message: "List the public names." },
        ...moduleState,
      ],
    },
  },
  // Typed-array reads inside asserted bounds.
  {
    files: ["sim/**/*.ts", "wire/**/*.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    files: tests,
    rules: {
      "max-lines-per-function": "off",
      "@typescript-eslint/no-unsafe-type-assertion": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "no-restricted-syntax": [
        "error",
        { selector: "IfStatement", message: "An assertion behind an if may never run." },
      ],
    },
  },
  // The command line is where output belongs.
  {
    files: [
      "conformance/cli/**/*.ts",
      "conformance/gates/**/*.ts",
      "bench/**/*.ts",
      "reference/node/**/*.ts",
    ],
    rules: { "no-console": "off" },
  },
);
