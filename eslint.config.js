import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/**
 * Which folder may not import which: imports point one way (docs/decisions/0002).
 * routes, ui, server, worker -> composition -> `.server` adapters -> pure modules.
 */
const forbidden = {
  "app/observability": ["routes", "ui"],
  "app/alerts": ["observability", "ingest", "routes", "ui"],
  "app/platform": [
    "observability",
    "alerts",
    "operator",
    "attribution",
    "orders",
    "tiktok",
    "delivery",
    "shops",
    "privacy",
    "reconciliation",
    "ingest",
    "routes",
    "ui",
  ],
  "app/attribution": [
    "observability",
    "alerts",
    "operator",
    "orders",
    "privacy",
    "tiktok",
    "delivery",
    "shops",
    "reconciliation",
    "ingest",
    "routes",
    "ui",
  ],
  "app/orders": [
    "observability",
    "alerts",
    "operator",
    "tiktok",
    "delivery",
    "shops",
    "reconciliation",
    "ingest",
    "routes",
    "ui",
  ],
  "app/delivery": [
    "observability",
    "alerts",
    "operator",
    "privacy",
    "tiktok",
    "shops",
    "reconciliation",
    "ingest",
    "routes",
    "ui",
  ],
  "app/tiktok": ["observability", "alerts", "operator", "shops", "reconciliation", "ingest", "routes", "ui"],
  "app/reconciliation": [
    "observability",
    "alerts",
    "operator",
    "tiktok",
    "delivery",
    "privacy",
    "ingest",
    "routes",
    "ui",
  ],
  "app/privacy": [
    "observability",
    "alerts",
    "operator",
    "tiktok",
    "shops",
    "reconciliation",
    "ingest",
    "routes",
    "ui",
  ],
  "app/shops": ["observability", "alerts", "operator", "reconciliation", "ingest", "routes", "ui"],
  "app/ingest": ["observability", "alerts", "operator", "tiktok", "reconciliation", "routes", "ui"],
  "app/operator": [
    "observability",
    "alerts",
    "attribution",
    "orders",
    "tiktok",
    "delivery",
    "shops",
    "privacy",
    "reconciliation",
    "ingest",
    "routes",
    "ui",
  ],
  "app/ui": ["ingest", "routes"],
  "app/routes": ["ingest"],
};

const entries = "^\\.{1,2}/(.*/)?(composition\\.server|server|worker|load-context)(\\.ts)?$";

function importRule(folder, others) {
  const patterns = [
    {
      regex: `^\\.{1,2}/(.*/)?(${others.join("|")})/`,
      message: `${folder} must not import this folder (docs/decisions/0002).`,
    },
    {
      regex: "(^|/)(sandbox|tests|bench|chaos|simulate|conformance|scripts)/",
      message: "The app never imports what surrounds it.",
    },
  ];
  if (folder !== "app/routes")
    patterns.push({ regex: entries, message: "Nothing inside imports the entry points." });
  return { files: [`${folder}/**/*.{ts,tsx}`], rules: { "no-restricted-imports": ["error", { patterns }] } };
}

export default tseslint.config(
  {
    ignores: [
      "node_modules",
      "build",
      "prisma/postgresql/client",
      ".cache",
      "data",
      "extensions/*/assets",
      "extensions/*/dist",
      "extensions/*/shopify.d.ts",
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ["**/*.ts", "**/*.tsx"] })),
  {
    files: ["**/*.ts", "**/*.tsx"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: false },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/only-throw-error": ["error", { allow: [{ from: "lib", name: "Response" }] }],
      // Ports are objects of closures; none of them uses `this`.
      "@typescript-eslint/unbound-method": "off",
      "no-console": "error",
      "max-lines": ["error", { max: 250, skipBlankLines: false, skipComments: false }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 4],
    },
  },
  {
    files: ["**/*.tsx"],
    plugins: { "react-hooks": reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      "max-lines-per-function": ["error", { max: 100, skipBlankLines: true, skipComments: true }],
    },
  },
  // Remix calls this entry with five arguments.
  { files: ["app/entry.server.tsx"], rules: { "max-params": "off" } },
  {
    files: ["tests/**/*.ts", "sandbox/**/*.ts", "bench/**/*.ts", "chaos/**/*.ts", "simulate/**/*.ts"],
    rules: { "max-lines-per-function": "off" },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
  },
  {
    files: ["sandbox/console/*.js"],
    languageOptions: { globals: { document: "readonly", EventSource: "readonly" } },
  },
  {
    files: ["app/**/*.{ts,tsx}"],
    ignores: ["app/platform/config.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Only app/platform/config.ts reads the environment." },
      ],
    },
  },
  {
    // What happens for every order: `Ledger.write` says why.
    files: ["app/{ingest,delivery}/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "CallExpression[callee.property.name=/^(read|write)$/] > FunctionExpression[generator=true]",
          message: "Let an arrow function call a generator function that is made once.",
        },
      ],
    },
  },
  ...Object.entries(forbidden).map(([folder, others]) => importRule(folder, others)),
  {
    // A pure module may name an adapter's types, and never its code.
    files: [
      "app/{alerts,attribution,observability,orders,tiktok,delivery,shops,privacy,ingest,reconciliation,operator,ui}/**/*.{ts,tsx}",
    ],
    ignores: ["app/**/*.server.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "\\.server(\\.ts)?$",
              message: "A pure module imports no adapter.",
              allowTypeImports: true,
            },
          ],
        },
      ],
    },
  },
);
