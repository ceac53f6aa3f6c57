import type { ReactNode } from "react";
import { useText } from "../frame/use-text.ts";
import type { ChangeLine } from "../settings/change-words.ts";
import type { NamedValue, Sign } from "./shop-facts.ts";

/** The document of every page of the operator's: no script, one style sheet inside, its own navigation. */
export function OperatorDocument({ title, lang, style, nonce, here, inside, children }: DocumentProps) {
  const t = useText();
  return (
    <html lang={lang}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{t("operator.frame.title", { page: title })}</title>
        <style nonce={nonce} dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        {inside && <Header here={here} />}
        <main id="content">
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}

interface DocumentProps {
  title: string;
  lang: string;
  style: string;
  nonce: string;
  here?: OperatorPlace | undefined;
  /** The reader has signed in. */
  inside: boolean;
  children: ReactNode;
}

/** What the navigation leads to. */
export type OperatorPlace = "shops" | "compare" | "door";

const PLACES: readonly { place: OperatorPlace; url: string }[] = [
  { place: "shops", url: "/operator" },
  { place: "compare", url: "/operator/compare" },
  { place: "door", url: "/operator/door" },
];

function Header({ here }: { here: OperatorPlace | undefined }) {
  const t = useText();
  return (
    <header>
      <a className="skip" href="#content">
        {t("operator.frame.skip")}
      </a>
      <nav aria-label={t("operator.frame.navigation")}>
        {PLACES.map(({ place, url }) => (
          <a key={place} href={url} {...(place === here ? { "aria-current": "page" } : {})}>
            {t(`operator.frame.${place}`)}
          </a>
        ))}
      </nav>
      <form method="post" action="/operator/sign-out">
        <button className="quiet">{t("operator.frame.sign_out")}</button>
      </form>
    </header>
  );
}

/** A part of a page with its heading. */
export function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

/** Names and values, as many beside each other as there is room for. */
export function NamedValues({ values }: { values: readonly NamedValue[] }) {
  return (
    <dl className="values">
      {values.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What is wrong, in words; colour only underlines them. */
export function Signs({ signs }: { signs: readonly Sign[] }) {
  return (
    <ul className="signs">
      {signs.map(({ tone, text }) => (
        <li key={text} className={tone}>
          {text}
        </li>
      ))}
    </ul>
  );
}

/** Settings that differ: each with its two values under the names of the columns. */
export function SettingsTable({
  lines,
  columns,
}: {
  lines: readonly ChangeLine[];
  columns: [string, string];
}) {
  const t = useText();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("operator.compare.setting")}</th>
          <th scope="col">{columns[0]}</th>
          <th scope="col">{columns[1]}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ path, name, before, after }) => (
          <tr key={path}>
            <th scope="row">{name}</th>
            <td data-column={columns[0]}>{before}</td>
            <td data-column={columns[1]}>{after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
