/** The two databases the app runs on. */
export type Engine = "sqlite" | "postgresql";

/** Which database `DATABASE_URL` names; undefined when it names neither. */
export function engineOf(url: string): Engine | undefined {
  if (/^file:./.test(url)) return "sqlite";
  const given = /^postgres(?:ql)?:\/\//.test(url) ? URL.parse(url) : null;
  return given !== null && given.pathname.length > 1 ? "postgresql" : undefined;
}
