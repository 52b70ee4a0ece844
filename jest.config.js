/**
 * Tests run against the build: workers and processes are started from it, so there is one thing under test. With
 * KAWAL_FROM_SOURCE, as `npm run test:watch` sets it, they run against the source, and nothing is built.
 */
const fromSource = process.env.KAWAL_FROM_SOURCE !== undefined;

/** Ten minutes: longer than any test takes on a slow machine, and an end for one that hangs. */
const HANGS_MS = 600_000;

export default {
  testEnvironment: "node",
  // What is watched: the source too, where that is what is tested.
  roots: fromSource ? ["<rootDir>/test", "<rootDir>/src"] : ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  moduleNameMapper: {
    ...(!fromSource && { "^(?:\\.\\./)+src/(.*)\\.js$": "<rootDir>/dist/$1.js" }),
    "^(\\.{1,2}/.*)\\.js$": "$1",
  },
  transform: { "^.+\\.ts$": "@swc/jest" },
  // Many tests wait for processes of their own: one worker more than the two cores that a machine has at least uses that time.
  maxWorkers: 3,
  testTimeout: HANGS_MS,
  globalSetup: "<rootDir>/test/whole-run/setup.mjs",
  globalTeardown: "<rootDir>/test/whole-run/teardown.mjs",
  reporters: ["default", "<rootDir>/test/skipped-tests.js"],
};
