import config from "./jest.config.js";

// A few random histories of each kind: `npm test` searches further.
process.env.RUNS ??= "2";

/** `npm run test:quick`: units, properties, and the contracts of the embedded engine's stores. */
export default {
  ...config,
  testMatch: ["unit", "property"]
    .map((tier) => `**/*.${tier}.test.ts`)
    .concat("**/engines/{folder,memory,sqlite}/*-store.test.ts"),
};
