/** How the pixel reaches the app. */
export interface Network {
  fetch: (url: string, init: RequestInit) => Promise<{ status: number }>;
  wait: (milliseconds: number) => Promise<void>;
}

/** An attempt without an answer counts as failed after this long. */
const DEADLINE_MS = 8000;
const RETRY_MS = 2000;

/** Posts a body, at most twice, each time only if still permitted; true once the app has accepted it. */
export async function post(
  endpoint: string,
  body: string,
  { fetch, wait }: Network,
  permitted: () => boolean,
): Promise<boolean> {
  const attempt = async (): Promise<Verdict> => {
    if (!permitted()) return "refused";
    try {
      const answer = fetch(endpoint, {
        method: "POST",
        // A type that browsers send to other origins without asking first.
        headers: { "Content-Type": "text/plain" },
        body,
        // Shoppers leave the page at once; the request may finish without it.
        keepalive: true,
      });
      const deadline = wait(DEADLINE_MS).then(() => undefined);
      return verdictOf(await Promise.race([answer, deadline]));
    } catch {
      return "failed";
    }
  };

  const first = await attempt();
  if (first !== "failed") return first === "accepted";
  await wait(RETRY_MS);
  return (await attempt()) === "accepted";
}

type Verdict = "accepted" | "refused" | "failed";

/** A 4xx would be the same again, except 429. */
function verdictOf(answer: { status: number } | undefined): Verdict {
  if (answer === undefined || answer.status === 429 || answer.status >= 500) return "failed";
  return answer.status < 300 ? "accepted" : "refused";
}
