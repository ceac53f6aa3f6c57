import type { DoorEntry } from "../../operator/door-log.server.ts";
import { useText } from "../frame/use-text.ts";
import type { Formats } from "../formats.ts";

/** Who came to the door. */
export function DoorPage({ entries, formats }: { entries: readonly DoorEntry[]; formats: Formats }) {
  const t = useText();
  return (
    <>
      <p className="about">{t("operator.door.about")}</p>
      {entries.length === 0 ? (
        <p>{t("operator.door.none")}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{t("operator.door.when")}</th>
              <th scope="col">{t("operator.door.what")}</th>
              <th scope="col">{t("operator.door.visitor")}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map(({ at, event, visitor }, index) => (
              <tr key={index}>
                <td data-column={t("operator.door.when")}>{formats.moment(at).text}</td>
                <td data-column={t("operator.door.what")}>{t(`operator.door.event.${event}`)}</td>
                <td data-column={t("operator.door.visitor")}>
                  <code>{visitor}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
