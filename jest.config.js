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
  // Many tests wait for processes of their own: one worker more than the two cores that a machine has at least uses that time.
  maxWorkers: 3,
  testTimeout: 30_000,
  reporters: ["default", "<rootDir>/test/skipped-tests.js"],
};
