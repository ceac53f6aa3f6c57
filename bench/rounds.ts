/** Runs of `work`, repeated until `ms` of processor time have gone; returns runs per CPU second. */
export function perCpuSecond(work: () => void, ms: number): number {
  const step = 200;
  const start = process.cpuUsage();
  let runs = 0;
  for (;;) {
    for (let i = 0; i < step; i++) work();
    runs += step;
    const { user, system } = process.cpuUsage(start);
    if (user + system >= ms * 1000) return (runs * 1e6) / (user + system);
  }
}

/** The two measured in turn, so that both meet the same weather; the median round of each. */
export function sideBySide(
  work: () => void,
  floor: () => void,
  { rounds = 9, ms = 400 } = {},
): { value: number; floor: number } {
  perCpuSecond(work, ms);
  perCpuSecond(floor, ms);
  const values: number[] = [];
  const floors: number[] = [];
  for (let round = 0; round < rounds; round++) {
    values.push(perCpuSecond(work, ms));
    floors.push(perCpuSecond(floor, ms));
  }
  return { value: median(values), floor: median(floors) };
}

/** The middle one; of an even number, the higher of the two. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

/** The value below which so many of a hundred lie. */
export function percentile(numbers: readonly number[], percent: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.ceil((numbers.length * percent) / 100) - 1] ?? NaN;
}
