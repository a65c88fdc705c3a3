/**
 * The layers of the house, checked. Imports only point down:
 *
 *   6  app/{patient,doctor,data,web,cli}, oracle/node, scripts
 *   5  app/client
 *   4  oracle/chain, oracle/storage          oracle/service (process, log, HTTP, connection) stands beside
 *   3  oracle/wire
 *   2  oracle/mpc/{protocol,deal}
 *   1  oracle/mpc/{plan,tape,share,channel}
 *   0  oracle/mpc/{ring,fixed,prg}
 *      models (graph, imaging, reference, zoo, metrics, card), below all; models/train runs in Node only
 *
 * test/boundaries.test.ts plants one violation per rule and sees it reported.
 */
const forbid = (name, comment, from, to) => ({ name, severity: "error", comment, from, to });
const path = (value) => ({ path: value });

const PACKAGES_OF_NODE = "(^|/)node_modules/(fastify|@fastify/|pino|blockstore-fs|commander)";
const PURE = { path: "^(models|oracle/mpc)/", pathNot: "^models/train/" };
const TOP = "^(app/(patient|doctor|data|cli|web)/|oracle/node/|scripts/)";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    forbid("no-cycle", "A cycle has no bottom to start reading from.", {}, { circular: true }),
    forbid(
      "no-unresolved",
      "An import that resolves to nothing would also escape every other rule.",
      {},
      { couldNotResolve: true },
    ),
    forbid(
      "shipped-code-needs-no-dev-packages",
      "The services run on `npm ci --omit=dev`.",
      { path: "^(models|oracle|app)/" },
      // A type disappears before anything runs.
      { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    ),
    forbid(
      "nobody-imports-tests",
      "Helpers that the product needs are no test helpers.",
      { pathNot: "^test/" },
      path("^test/"),
    ),

    forbid(
      "models-are-the-bottom",
      "Networks, pictures and metrics know of no protocol and no service.",
      path("^models/"),
      path("^(oracle|app|scripts)/"),
    ),
    forbid(
      "training-stays-in-training",
      "Trainer and tfjs never reach a service or a browser; `model eval` reads folders as training does.",
      { path: "^(models|oracle|app)/", pathNot: "^(models/train|app/cli)/" },
      { path: "^models/train/|(^|/)node_modules/@tensorflow/", dependencyTypesNot: ["type-only"] },
    ),
    forbid(
      "pure-code-asks-nothing-of-node",
      "models and oracle/mpc run in browsers: bytes, files and randomness are passed in.",
      PURE,
      { dependencyTypes: ["core"] },
    ),
    forbid(
      "pure-code-needs-no-service-packages",
      "As above, for packages that bring node: along.",
      PURE,
      path(PACKAGES_OF_NODE),
    ),

    forbid(
      "arithmetic-is-the-bottom-of-mpc",
      "ring, fixed and prg compute; they know no tape and no party.",
      path("^oracle/mpc/(ring|fixed|prg)/"),
      // The branded types of secrets are the vocabulary of all of mpc; they hold no code.
      { path: "^oracle/mpc/(plan|tape|share|channel|protocol|deal)/", pathNot: "^oracle/mpc/share/types\\.ts$" },
    ),
    forbid(
      "plans-and-tapes-know-no-protocol",
      "What is demanded, held and said stands below how it is computed and dealt.",
      path("^oracle/mpc/(plan|tape|share|channel)/"),
      path("^oracle/mpc/(protocol|deal)/"),
    ),
    forbid(
      "protocol-and-deal-meet-in-the-plan",
      "Two parties compute, one client deals; all they share is the plan.",
      path("^oracle/mpc/protocol/"),
      path("^oracle/mpc/deal/"),
    ),
    forbid(
      "deal-knows-no-protocol",
      "The other half of the rule above.",
      path("^oracle/mpc/deal/"),
      path("^oracle/mpc/protocol/"),
    ),
    forbid(
      "mpc-knows-nobody-above",
      "The engine knows no wire format, chain, store or service.",
      path("^oracle/mpc/"),
      path("^(oracle/(wire|chain|storage|service|node)|app|scripts)/"),
    ),
    forbid(
      "wire-knows-nobody-above",
      "Schemas of what is sent stand below all who send.",
      path("^oracle/wire/"),
      path("^(oracle/(chain|storage|service|node)|app|scripts)/"),
    ),
    forbid(
      "chain-and-storage-know-nobody-above",
      "Typed calls and blobs serve every client alike.",
      path("^oracle/(chain|storage)/"),
      path("^(oracle/node|app|scripts)/"),
    ),
    forbid(
      "chain-knows-no-storage",
      "They are side by side; a client joins them.",
      path("^oracle/chain/"),
      path("^oracle/storage/"),
    ),
    forbid(
      "storage-knows-no-chain",
      "The other half of the rule above.",
      path("^oracle/storage/"),
      path("^oracle/(chain|mpc)/"),
    ),
    forbid(
      "storage-has-a-front-door",
      "The embedded service's inner files are its own.",
      { pathNot: "^(oracle/storage|test/storage)/" },
      path("^oracle/storage/embedded/"),
    ),
    forbid(
      "service-is-plumbing",
      "Process, log, HTTP and the connection to the chain know nothing of cases.",
      path("^oracle/service/"),
      path("^(oracle/(mpc|storage|node)|app|scripts)/"),
    ),

    forbid(
      "clients-do-no-io",
      "What patient, doctor and buyer do is the same in service, browser and command line.",
      path("^app/client/"),
      { dependencyTypes: ["core"] },
    ),
    forbid(
      "clients-know-no-service",
      "app/client is used by services, never the other way.",
      path("^app/client/"),
      path(`${TOP}|^oracle/service/`),
    ),
    forbid(
      "clients-never-run-the-protocol",
      "The patient deals and may then go off line; only nodes compute.",
      path("^app/client/"),
      path("^oracle/mpc/protocol/"),
    ),
    forbid(
      "nodes-know-no-app",
      "A node's operator serves neither patients nor doctors.",
      path("^oracle/node/"),
      path("^(app|scripts)/"),
    ),
    forbid(
      "apps-know-no-node",
      "Services reach a node over the network only.",
      path("^app/(patient|doctor|data|client|web)/"),
      path("^oracle/node/"),
    ),
    forbid(
      "services-know-no-other-service",
      "Patient, doctor and data are three trust domains.",
      path("^app/(patient|doctor|data)/"),
      { path: "^app/(patient|doctor|data)/", pathNot: "^app/$1/" },
    ),
    forbid(
      "apps-know-no-scripts",
      "Scripts start services, not the other way.",
      path("^app/(patient|doctor|data|client)/"),
      path("^scripts/"),
    ),
    forbid(
      "the-desk-page-is-alone",
      "The browser's page holds neither keys nor protocol: all it has is the doctor service.",
      { path: "^app/doctor/desk/", pathNot: "/bundle\\.ts$" },
      { pathNot: "^app/(doctor/desk|viewer)/" },
    ),
    forbid(
      "the-viewer-is-alone",
      "Window, view and canvas know of no case: the desk's page and the application show pictures by it.",
      path("^app/viewer/"),
      { pathNot: "^app/viewer/" },
    ),
    forbid(
      "the-browser-never-computes-or-serves",
      "The page prepares, deals, seals, reads and calls; it never runs the protocol, a node, an IPFS RPC or a service.",
      path("^app/web/src/"),
      {
        path: "^(oracle/(mpc/protocol|node|service)/|oracle/storage/(embedded/|ipfs-|blobs)|app/(patient|doctor|data|cli|web/server)/|scripts/)",
        // Posting JSON is fetch and nothing else.
        pathNot: "^oracle/service/post\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    ),
    forbid(
      "the-browser-has-no-node",
      "What asks for a module of Node does not run in a browser.",
      path("^(app/(web/src|viewer)|oracle/storage/(public-blobs|unixfs|cid))"),
      { dependencyTypes: ["core"] },
    ),
    forbid(
      "the-web-server-serves-files",
      "It holds no key, no case and no picture, and so needs no engine.",
      path("^app/web/server/"),
      path("^(oracle/(mpc|node|storage)|app/(patient|doctor|data|cli|web/src)|scripts)/"),
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(types|build|artifacts|cache)/|^(oracle/mpc|models/train)/kernels/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types", "default"],
      extensions: [".ts", ".tsx", ".mts", ".mjs", ".js", ".json", ".d.ts"],
    },
  },
};
