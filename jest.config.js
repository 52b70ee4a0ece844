// Tests run against the build: workers and processes are started from it, so there is one thing under test.
export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  moduleNameMapper: {
    "^(?:\\.\\./)+src/(.*)\\.js$": "<rootDir>/dist/$1.js",
    "^(\\.{1,2}/.*)\\.js$": "$1",
  },
  transform: { "^.+\\.ts$": "@swc/jest" },
  // Many tests wait for processes of their own; with as many workers as cores none waits for another's.
  maxWorkers: 2,
  testTimeout: 30_000,
  reporters: ["default", "<rootDir>/test/skipped-tests.js"],
};
