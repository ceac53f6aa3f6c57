import { describe, expect, it } from "vitest";
import { shopCalendar } from "../../app/reconciliation/shop-days.ts";

const HOUR = 3_600_000;
const hours = ({ startsAt, endsAt }: { startsAt: number; endsAt: number }) => (endsAt - startsAt) / HOUR;

describe("a shop's days", () => {
  it("are those of its own clocks", () => {
    const at = Date.UTC(2026, 10, 22, 3);
    expect(shopCalendar("America/New_York").at(at)).toEqual({
      ...{ day: "2026-11-21", startsAt: Date.UTC(2026, 10, 21, 5), endsAt: Date.UTC(2026, 10, 22, 5) },
    });
    expect(shopCalendar("Pacific/Kiritimati").at(at).day).toBe("2026-11-22");
    expect(shopCalendar("Asia/Kathmandu").named("2026-11-22")?.startsAt).toBe(Date.UTC(2026, 10, 21, 18, 15));
  });

  it("have 23 or 25 hours when the clocks change", () => {
    const newYork = shopCalendar("America/New_York");
    expect(hours(newYork.at(Date.UTC(2026, 2, 8, 12)))).toBe(23);
    expect(hours(newYork.at(Date.UTC(2026, 10, 1, 12)))).toBe(25);
    // Here the change is half an hour, and in the last one at midnight.
    expect(hours(shopCalendar("Australia/Lord_Howe").at(Date.UTC(2026, 3, 4, 15)))).toBe(24.5);
    expect(hours(shopCalendar("Asia/Beirut").at(Date.UTC(2026, 2, 29, 12)))).toBe(23);
  });

  it("follow each other without a gap in every time zone, whatever its clocks do", () => {
    const now = Date.UTC(2026, 11, 20);
    for (const zone of Intl.supportedValuesOf("timeZone").filter((_, index) => index % 9 === 0)) {
      const calendar = shopCalendar(zone);
      const days = calendar.last(62, now).concat(calendar.last(40, Date.UTC(2026, 3, 20)));
      for (const [index, { day, startsAt, endsAt }] of days.entries()) {
        const older = days[index + 1];
        if (older !== undefined && index !== 61)
          expect([zone, day, older.endsAt]).toEqual([zone, day, startsAt]);
        expect([zone, calendar.at(startsAt).day, calendar.at(endsAt - 1).day]).toEqual([zone, day, day]);
        expect([zone, calendar.at(startsAt - 1).day === day]).toEqual([zone, false]);
      }
    }
  });

  it("are UTC's where the zone is not known", () => {
    for (const zone of [undefined, "", "Mars/Olympus"])
      expect(shopCalendar(zone).at(Date.UTC(2026, 0, 1)).startsAt).toBe(Date.UTC(2026, 0, 1));
  });

  it("have names that are dates", () => {
    const { named } = shopCalendar("UTC");
    expect(named("2028-02-29")?.endsAt).toBe(Date.UTC(2028, 2, 1));
    for (const other of ["2027-02-29", "2026-13-01", "today", "2026-1-1", "../..", ""])
      expect(named(other)).toBeUndefined();
  });
});
