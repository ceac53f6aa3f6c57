/**
 * The states of a delivery.
 * - pending: ready to be sent
 * - leased: a worker is sending it
 * - retrying: waits for its next attempt
 * - paused: waits for the merchant to reconnect TikTok
 * - held: waits for a person to look
 * - delivered, refused, skipped, expired: ended
 */
export const STATES = [
  "pending",
  "leased",
  "retrying",
  "paused",
  "held",
  "delivered",
  "refused",
  "skipped",
  "expired",
] as const;

export type DeliveryState = (typeof STATES)[number];

/** Every legal move. A state that lists nothing has ended. */
const TRANSITIONS: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  pending: ["leased", "paused", "held", "skipped", "expired"],
  leased: ["leased", "pending", "delivered", "retrying", "paused", "held", "refused", "expired", "skipped"],
  retrying: ["leased", "paused", "held", "expired", "skipped"],
  paused: ["pending", "held", "expired", "skipped"],
  held: ["pending", "expired", "skipped"],
  delivered: [],
  refused: ["pending", "skipped"],
  skipped: [],
  expired: [],
};

/** Whether a delivery may move from one state to another. */
export function isLegal(from: DeliveryState, to: DeliveryState): boolean {
  return TRANSITIONS[from].includes(to);
}

/** Every state from which `to` may be reached: what an UPDATE names in its WHERE. */
export function statesBefore(to: DeliveryState): DeliveryState[] {
  return STATES.filter((from) => isLegal(from, to));
}

export function isDeliveryState(value: string): value is DeliveryState {
  return (STATES as readonly string[]).includes(value);
}
