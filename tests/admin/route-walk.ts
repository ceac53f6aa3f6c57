/** Asks for every route in every way there is. */
import type { AppWorld } from "./app-world.ts";
import { dataAddress, formsOf, queriesOf, type Route } from "./route-map.ts";

/** One answer, whole. */
export interface Answer {
  /** What was asked, in words. */
  asked: string;
  status: number;
  headers: Headers;
  body: string;
  isDocument: boolean;
}

/** A session token, or null for none. */
export type Token = string | null;

/** Every answer of a route to reading. */
export async function readingsOf(world: AppWorld, route: Route, token: Token): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const query of queriesOf(route)) {
    if (route.hasLoader) answers.push(await told(world.ask(dataAddress(route, query), token)));
    if (route.isPage && route.path !== "/") {
      const document = world.document(route.path, token ?? "");
      answers.push(await told(world.ask(query === "" ? document : `${document}&${query}`, null)));
    }
  }
  return answers;
}

/** Every answer of a route to its forms. */
export async function postsOf(world: AppWorld, route: Route, token: Token): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const form of formsOf(route))
    answers.push(await told(world.post(dataAddress(route), form, token), JSON.stringify(form)));
  return answers;
}

async function told(asking: Promise<Response>, form = ""): Promise<Answer> {
  const response = await asking;
  const { pathname, searchParams } = new URL(response.url);
  searchParams.delete("id_token");
  return {
    asked: `${pathname}?${searchParams.toString()} ${form}`.trim(),
    status: response.status,
    headers: response.headers,
    body: await response.text(),
    isDocument: response.headers.get("content-type")?.startsWith("text/html") === true,
  };
}
