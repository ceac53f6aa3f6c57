import { BlockStack, Text } from "@shopify/polaris";
import { scaleBand, scaleLinear } from "@visx/scale";
import { Bar } from "@visx/shape";
import { useText } from "../frame/use-text.ts";
import type { ChartDay, FiguresView } from "./figures.ts";
import "./chart.css";

const WIDTH = 560;
const HEIGHT = 120;

/** A bar for each day, and the same numbers as a table. */
export function DayChart({ chart: { label, days } }: { chart: NonNullable<FiguresView["chart"]> }) {
  const t = useText();
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {t("home.chart.heading")}
      </Text>
      <figure className="day-chart">
        <Bars days={days} label={label} />
        <figcaption>
          <span className="day-chart-ends" aria-hidden="true">
            <span>{days[0]?.label}</span>
            <span>{days.at(-1)?.label}</span>
          </span>
          <span className="day-chart-key">
            <span className="day-chart-accepted">{t("home.chart.accepted")}</span>
            <span className="day-chart-open">{t("home.chart.open")}</span>
          </span>
        </figcaption>
      </figure>
      <details>
        <summary>{t("home.chart.table")}</summary>
        <div className="day-chart-table" tabIndex={0} role="region" aria-label={t("home.chart.heading")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("home.chart.day")}</th>
                <th scope="col">{t("home.chart.eligible")}</th>
                <th scope="col">{t("home.chart.taken")}</th>
                <th scope="col">{t("home.chart.worth")}</th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map(({ day, cells: [name, ...numbers] }) => (
                <tr key={day}>
                  <th scope="row">{name}</th>
                  {numbers.map((number, column) => (
                    <td key={column}>{number}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </BlockStack>
  );
}

function Bars({ days, label }: { days: readonly ChartDay[]; label: string }) {
  const most = Math.max(1, ...days.map(({ accepted, open }) => accepted + open));
  const across = scaleBand({ domain: days.map(({ day }) => day), range: [0, WIDTH], padding: 0.2 });
  const up = scaleLinear({ domain: [0, most], range: [0, HEIGHT] });
  const width = across.bandwidth();
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {days.map(({ day, accepted, open }) => {
        const x = across(day) ?? 0;
        const [high, rest] = [up(accepted), up(open)];
        return (
          <g key={day}>
            <Bar className="day-accepted" x={x} y={HEIGHT - high} width={width} height={high} />
            <Bar className="day-open" x={x} y={HEIGHT - high - rest} width={width} height={rest} />
          </g>
        );
      })}
      <line className="day-ground" x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
    </svg>
  );
}
