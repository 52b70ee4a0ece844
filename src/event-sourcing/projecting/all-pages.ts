/** Rows of all pages, one page after another. @param page the one after a cursor */
export async function* allPages<Row>(
  page: (after: string | undefined) => Promise<{ readonly rows: readonly Row[]; readonly next?: string | undefined }>,
): AsyncGenerator<Row> {
  let after: string | undefined;
  do {
    const { rows, next } = await page(after);
    yield* rows;
    after = next;
  } while (after !== undefined);
}
