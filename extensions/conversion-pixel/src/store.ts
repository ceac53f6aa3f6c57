/** Storage of the page, reached from the worker: `browser.localStorage` or `browser.sessionStorage`. */
export interface Store {
  getItem(key: string): Promise<string | null>;
  setItem(key: string, value: string): Promise<void>;
  removeItem(key: string): Promise<void>;
}

/** What is stored under a key; empty when there is nothing, or when the browser refuses to say. */
export async function read(store: Store, key: string): Promise<string> {
  try {
    return (await store.getItem(key)) ?? "";
  } catch {
    return "";
  }
}
