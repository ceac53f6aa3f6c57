/** A small model of what the database holds, without SQL: what every operation must come to. */
import type { Claimed, LaneKind, Settlement } from "../../../app/delivery/outbox.ts";
import type { DeliveryState } from "../../../app/delivery/states.ts";

export interface ModelOrder {
  shop: string;
  orderId: string;
  lane: LaneKind;
  /** A test order, and one that routing skips. */
  test: boolean;
  skipped: boolean;
  /** Milliseconds since the epoch, as all times. */
  receivedAt: number;
  routeAt: number | null;
  routed: boolean;
  redacted: boolean;
}

export interface ModelPixel {
  shop: string;
  code: string;
  testEventCode: string | null;
  updatedAt: number;
  pausedAt: number | null;
  probeAt: number | null;
  probes: number;
}

export interface ModelLane {
  shop: string;
  pixelCode: string;
  kind: LaneKind;
  servedAt: number | null;
  blockedUntil: number | null;
}

export interface ModelDelivery {
  /** The database's own, learnt from it. */
  id: number;
  shop: string;
  orderId: string;
  pixelCode: string;
  eventId: string;
  event: string;
  lane: LaneKind;
  placedAt: number;
  state: DeliveryState;
  reason: string | null;
  attempts: number;
  dueAt: number | null;
  lease: string | null;
  /** What is left of the last lease says nothing. */
  leasedAt: number | null;
  batchCap: number | null;
  ambiguousAt: number | null;
  testEventCode: string | null;
  settledAt: number | null;
}

export interface ModelAttempt {
  deliveryId: number;
  number: number;
  outcome: string;
}

/** What one of the two workers has in its memory, which a crash empties. */
export interface ModelWorker {
  /** Claimed and not sent yet. */
  batches: { claimed: Claimed[]; leaseEndsAt: number }[];
  /** Sent, or given back, and not settled yet. */
  ended: Settlement[][];
}

export interface World {
  now: number;
  orders: ModelOrder[];
  pixels: ModelPixel[];
  lanes: ModelLane[];
  deliveries: ModelDelivery[];
  attempts: ModelAttempt[];
  workers: [ModelWorker, ModelWorker];
  /** How many leases have been named so far, and how many orders of each shop have been told. */
  leases: number;
  toldOf: Record<string, number>;
}

export function newWorld(now: number): World {
  const worker = (): ModelWorker => ({ batches: [], ended: [] });
  return {
    ...{ now, orders: [], pixels: [], lanes: [], deliveries: [], attempts: [] },
    ...{ workers: [worker(), worker()], leases: 0, toldOf: {} },
  };
}

export function pixelOf(world: World, shop: string, code: string): ModelPixel | undefined {
  return world.pixels.find((pixel) => pixel.shop === shop && pixel.code === code);
}

export function pixelsOf(world: World, shop: string): ModelPixel[] {
  return world.pixels.filter((pixel) => pixel.shop === shop);
}

/** Opens a lane where there is none. */
export function openLane(world: World, lane: Pick<ModelLane, "shop" | "pixelCode" | "kind">): ModelLane {
  const open = lanesOf(world, lane).find(({ kind }) => kind === lane.kind);
  if (open !== undefined) return open;
  const opened = { ...lane, servedAt: null, blockedUntil: null };
  world.lanes.push(opened);
  return opened;
}

/** The lanes of a pixel, of both kinds. */
export function lanesOf(
  world: World,
  { shop, pixelCode }: Pick<ModelLane, "shop" | "pixelCode">,
): ModelLane[] {
  return world.lanes.filter((lane) => lane.shop === shop && lane.pixelCode === pixelCode);
}

/** Whether the order of a delivery has one for that pixel, other than itself. */
export function hasOther(world: World, delivery: ModelDelivery, pixelCode: string): boolean {
  return world.deliveries.some(
    (other) =>
      other !== delivery &&
      other.shop === delivery.shop &&
      other.orderId === delivery.orderId &&
      other.pixelCode === pixelCode,
  );
}
