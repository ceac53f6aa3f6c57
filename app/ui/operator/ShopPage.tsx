import { useText } from "../frame/use-text.ts";
import { NamedValues, Part, SettingsTable, Signs } from "./parts.tsx";
import type { ShopView } from "./shop-view.ts";

/** One shop: the problems its merchant reads, how it stands, its settings and what was last done. */
export function ShopPage({ view }: { view: ShopView }) {
  const t = useText();
  return (
    <>
      {view.name !== undefined && <p className="about">{view.name}</p>}
      <p className="about">{view.times}</p>
      <Signs signs={view.signs} />
      <Problems problems={view.problems} />
      <Part id="standing" title={t("operator.shop.standing")}>
        <NamedValues values={view.facts} />
      </Part>
      <Part id="backlog" title={t("operator.shop.backlog")}>
        <NamedValues values={view.backlog} />
      </Part>
      <Part id="settings" title={t("operator.shop.settings")}>
        <Settings settings={view.settings} />
        <p>
          <a href={view.compareUrl}>{t("operator.shop.compare")}</a>
        </p>
      </Part>
      <Activity activity={view.activity} />
    </>
  );
}

function Problems({ problems }: Pick<ShopView, "problems">) {
  const t = useText();
  return (
    <Part id="problems" title={t("operator.shop.problems")}>
      {problems.length === 0 ? (
        <p>{t("operator.shop.no_problem")}</p>
      ) : (
        <>
          <p className="about">{t("operator.shop.as_merchant")}</p>
          <ul className="cards">
            {problems.map(({ key, title, stops, todo, answer }) => (
              <li key={key}>
                <h3>{title}</h3>
                <p>{stops}</p>
                <p>{todo}</p>
                {answer !== undefined && <p className="about">{t("operator.shop.answer", { answer })}</p>}
              </li>
            ))}
          </ul>
        </>
      )}
    </Part>
  );
}

function Settings({ settings }: Pick<ShopView, "settings">) {
  const t = useText();
  if (settings.kind === "unreadable") return <p>{t("operator.shop.settings_unreadable")}</p>;
  if (settings.lines.length === 0) return <p>{t("operator.shop.settings_default")}</p>;
  return (
    <>
      <p>{t("operator.shop.settings_differ")}</p>
      <SettingsTable
        lines={settings.lines}
        columns={[t("operator.shop.default_value"), t("operator.shop.own_value")]}
      />
    </>
  );
}

function Activity({ activity }: Pick<ShopView, "activity">) {
  const t = useText();
  return (
    <Part id="activity" title={t("operator.shop.activity")}>
      {activity.length === 0 && <p>{t("operator.shop.no_activity")}</p>}
      <ul className="lines">
        {activity.map(({ id, what, detail, who, when }) => (
          <li key={id}>
            <strong>{what}</strong>
            {detail !== undefined && <p>{detail}</p>}
            <p className="about">
              {who} · <time dateTime={when.iso}>{when.text}</time>
            </p>
          </li>
        ))}
      </ul>
    </Part>
  );
}
