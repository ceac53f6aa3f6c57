/** What the page does for its pixels, which cannot reach it: cookies and storage. */
import type { BrowserMethod } from "./messages.ts";

/** Does what a pixel asked for. Throws what the browser throws, a full or forbidden storage among it. */
export function perform(method: BrowserMethod, parameters: unknown[]): unknown {
  const [first, second] = parameters.map((parameter) =>
    parameter === undefined ? undefined : String(parameter as string | number),
  );
  if (method === "cookie.get") return cookie(first);
  if (method === "cookie.set") {
    document.cookie = second === undefined ? (first ?? "") : `${first ?? ""}=${second}`;
    return document.cookie;
  }
  const [area, verb] = method.split(".") as ["localStorage" | "sessionStorage", keyof Storage];
  if (verb === "length") return window[area].length;
  if (verb === "key") return window[area].key(Number(first));
  if (verb === "clear") window[area].clear();
  if (verb === "getItem") return window[area].getItem(first ?? "");
  if (verb === "setItem") window[area].setItem(first ?? "", second ?? "");
  if (verb === "removeItem") window[area].removeItem(first ?? "");
  return undefined;
}

/** One cookie's value, or all of them without a name; empty when there is none. */
function cookie(name: string | undefined): string {
  if (name === undefined) return document.cookie;
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? "";
}
