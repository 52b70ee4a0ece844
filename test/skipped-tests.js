/** A reporter that names, at the end of a run, the tests that were left out: those of an engine that is not at hand. */
export default class SkippedTests {
  #chosen;

  constructor({ testNamePattern }) {
    this.#chosen = testNamePattern;
  }

  onRunComplete(_contexts, { testResults }) {
    const skipped = testResults.flatMap((file) => file.testResults).filter(({ status }) => status === "pending");
    if (this.#chosen || skipped.length === 0) return;
    process.stderr.write(`\nSkipped:\n${skipped.map(({ fullName }) => `  ${fullName}\n`).join("")}`);
  }
}
