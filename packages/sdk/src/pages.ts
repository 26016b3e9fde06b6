/** One page of a list. */
export interface Page<Item> {
  data: Item[];
  /** For the next page; null on the last. */
  next_cursor: string | null;
}

/** A list: awaited it is its first page, iterated it is all that it holds, asked for page by page. */
export interface Pages<Item> extends Promise<Page<Item>>, AsyncIterable<Item> {}

/** @param load the page at a cursor; without one, the first */
export function pagesOf<Item>(load: (cursor?: string) => Promise<Page<Item>>): Pages<Item> {
  let first: Promise<Page<Item>> | undefined;
  // Nothing is asked before somebody wants it, and the first page only once.
  const begin = () => {
    first ??= load();
    return first;
  };
  return {
    // biome-ignore lint/suspicious/noThenProperty: it is a promise, by intent
    then: (onPage, onError) => begin().then(onPage, onError),
    catch: (onError) => begin().catch(onError),
    finally: (onEnd) => begin().finally(onEnd),
    [Symbol.toStringTag]: 'Pages',
    async *[Symbol.asyncIterator]() {
      let page = await begin();
      for (;;) {
        yield* page.data;
        if (page.next_cursor === null) return;
        page = await load(page.next_cursor);
      }
    },
  };
}
