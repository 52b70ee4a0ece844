/** Which methods each address takes, to tell a wrong method from a wrong address. */
export class Addresses {
  readonly #routes: { readonly path: RegExp; readonly methods: readonly string[] }[] = [];

  /** @param pattern with `:name` for one part of a path, and `*` for all the rest */
  add(methods: string | readonly string[], pattern: string): void {
    const parts = pattern.split("/").map((part) => {
      if (part.startsWith(":")) return "[^/]+";
      return part === "*" ? ".*" : part.replaceAll(/[^\w-]/g, String.raw`\$&`);
    });
    this.#routes.push({ path: new RegExp(`^${parts.join("/")}$`), methods: [methods].flat() });
  }

  /** Methods of an address, sorted; none when there is no such address. */
  methodsOf(path: string): string[] {
    return [...new Set(this.#routes.flatMap((route) => (route.path.test(path) ? route.methods : [])))].toSorted();
  }
}
