/** What `/metrics` says, read as Prometheus reads it. */

export interface Sample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** The samples of an exposition. Throws for a line that is none. */
export function samplesOf(text: string): Sample[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", labels = "", value = ""] = /^([a-z_][\w:]*)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? [];
      if (name === "") throw new Error(`no sample: ${line}`);
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = "", text = ""]) => [
        key,
        text,
      ]);
      return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: numberOf(value) };
    });
}

function numberOf(value: string): number {
  const known: Readonly<Record<string, number>> = { "+Inf": Infinity, Nan: NaN, NaN };
  const number = known[value] ?? Number(value);
  if (Number.isNaN(number) && !/^nan$/i.test(value)) throw new Error(`no number: ${value}`);
  return number;
}

/** The value of a metric with these labels; undefined where there is no such sample. */
export function valueOf(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  return samples.find(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  )?.value;
}
