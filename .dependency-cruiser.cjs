/** The walk of a request, as law: who may import whom in src/. The table is that of the design: cookie → … → text. */

/** Anybody may import these: they import nothing of ours but each other. */
const COMMON = [
  "errors",
  "datetime",
  "expiry",
  "settings",
  "setting-names",
  "setting-rules",
  "version",
];

/** Each place of src/ and the places it may import, itself and the common ones aside. Seams are single files. */
const MAY_IMPORT = {
  index: [".*"],
  frameworks: ["lifecycle", "auth/", "backend", "session/", "cookies/"],
  request: ["lifecycle", "backend", "auth/", "session/"],
  lifecycle: ["backend", "auth/", "session/", "cookies/"],
  backend: ["auth/", "session/", "engines/", "codec/", "caches/shared/", "databases/sql/"],
  auth: ["session/", "signing/", "databases/sql/", "cookies/"],
  cookies: [],
  session: ["codec/codec", "engines/engine"],
  engines: ["codec/", "signing/", "databases/sql/", "caches/shared/"],
  codec: ["signing/", "json/", "pickle/"],
  pickle: ["json/"],
  signing: ["json/"],
  json: [],
  cli: ["auth/"],
  databases: ["databases/sql/"],
  caches: ["caches/", "codec/", "pickle/", "signing/", "json/", "databases/sql/"],
  testing: [
    "lifecycle",
    "backend",
    "auth/",
    "caches/shared/",
    "codec/",
    "engines/",
    "databases/sql/",
    "json/",
    "session/",
  ],
};

const ours = (places) => `^src/(${[...COMMON, ...places].join("|")})`;

const layers = Object.entries(MAY_IMPORT).map(([place, allowed]) => ({
  name: `src/${place} imports only what stands after it in the walk`,
  severity: "error",
  from: { path: `^src/${place}(/|\\.ts$)` },
  to: { path: "^src/", pathNot: [ours(allowed), `^src/${place}(/|\\.ts$)`] },
}));

module.exports = {
  forbidden: [
    ...layers,
    {
      name: "the common files import nothing else of ours",
      severity: "error",
      from: { path: `^src/(${COMMON.join("|")})\\.ts$` },
      to: { path: "^src/", pathNot: ours([]) },
    },
    {
      name: "every place of src/ has its row in the table",
      severity: "error",
      from: {
        path: "^src/",
        pathNot: ours(Object.keys(MAY_IMPORT).map((place) => `${place}(/|\\.ts)`)),
      },
      to: {},
    },
    {
      name: "no cycles, not even of types",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true },
    },
    {
      name: "frameworks and drivers are imported for their types only, but for Next.js, which has no request to be handed",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/frameworks/next(/|-proxy\\.ts$|\\.ts$)" },
      to: { dependencyTypes: ["npm", "npm-dev", "npm-peer"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "what runs on the Edge runtime reaches no module that is missing there",
      severity: "error",
      from: { path: "^src/frameworks/next-proxy\\.ts$" },
      to: { reachable: true, path: "^(node:)?(crypto|zlib)$" },
    },
    {
      name: "only node:crypto, node:zlib and node:buffer, which every runtime has",
      severity: "error",
      from: {
        path: "^src/",
        pathNot: "^src/(frameworks/node|frameworks/express|engines/files|testing|cli)",
      },
      to: {
        dependencyTypes: ["core"],
        dependencyTypesNot: ["type-only"],
        pathNot: "^(node:)?(crypto|zlib|buffer)$",
      },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node"],
    },
  },
};
