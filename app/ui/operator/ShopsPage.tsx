import { useText } from "../frame/use-text.ts";
import { NamedValues, Part, Signs } from "./parts.tsx";
import type { ShopRow, ShopsView } from "./shops-view.ts";

/** All shops: the installation in numbers, then the shops, the worst first. */
export function ShopsPage({ view }: { view: ShopsView }) {
  const t = useText();
  return (
    <>
      <p className="about">{view.asOf}</p>
      {view.still !== undefined && (
        <p className="notice" role="alert">
          {view.still}
        </p>
      )}
      <Part id="totals" title={t("operator.totals.title")}>
        <NamedValues values={view.totals} />
      </Part>
      <Part id="pulse" title={t("operator.pulse.title")}>
        <NamedValues values={view.pulse} />
        <h3>{t("operator.pulse.leases")}</h3>
        {view.leases.length === 0 ? (
          <p>{t("operator.pulse.no_lease")}</p>
        ) : (
          <ul>
            {view.leases.map((lease) => (
              <li key={lease}>{lease}</li>
            ))}
          </ul>
        )}
      </Part>
      <Part id="shops" title={view.found}>
        <p className="about">{t("operator.shops.order")}</p>
        <Search search={view.search} />
        {view.empty !== undefined && <p>{view.empty}</p>}
        <ul className="cards">
          {view.rows.map((row) => (
            <Card key={row.shop} row={row} />
          ))}
        </ul>
        <p className="pages">
          {!view.isFirst && <a href="/operator">{t("operator.shops.first")}</a>}
          {view.nextUrl !== undefined && (
            <a href={view.nextUrl} rel="next">
              {t("operator.shops.next")}
            </a>
          )}
        </p>
      </Part>
    </>
  );
}

function Search({ search }: { search: string }) {
  const t = useText();
  return (
    <form method="get" action="/operator" role="search">
      <label htmlFor="search">{t("operator.shops.search")}</label>
      <div className="line">
        <input id="search" type="search" name="search" defaultValue={search} maxLength={100} />
        <button>{t("operator.shops.search_button")}</button>
      </div>
      {search !== "" && <a href="/operator">{t("operator.shops.all")}</a>}
    </form>
  );
}

function Card({ row: { shop, name, url, signs, facts } }: { row: ShopRow }) {
  return (
    <li>
      <h3>
        <a href={url}>{shop}</a>
      </h3>
      {name !== undefined && <p className="about">{name}</p>}
      <Signs signs={signs} />
      <NamedValues values={facts} />
    </li>
  );
}
