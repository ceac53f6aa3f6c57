/** Whether this process is going away: it still answers, and nothing new should be sent to it. */
export interface Departure {
  begin(): void;
  hasBegun(): boolean;
}

/** A process that stays, until it begins to go. */
export function createDeparture(): Departure {
  let begun = false;
  return {
    begin() {
      begun = true;
    },
    hasBegun: () => begun,
  };
}
