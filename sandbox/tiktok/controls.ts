/** Everything of TikTok that can be turned, in one place: by tests directly, by people over HTTP. */
import { z } from "zod";
import { Access, type PixelCredentials, TOKEN_STATES, type TokenState } from "./access.ts";
import { type RandomPlan, randomPlan } from "./chance.ts";
import { ComingFaults } from "./coming-faults.ts";
import { type Fault, faultSchema } from "./faults.ts";
import { type Rules, type RulesChange, USUAL_RULES, changed, rulesChange } from "./rules.ts";

/** Beyond this, every event sent now would be refused as too old. */
const FURTHEST_AHEAD_MS = 28 * 24 * 60 * 60 * 1000;

const ahead = z.int().min(0).max(FURTHEST_AHEAD_MS);

/** One turn of a knob. */
const command = z.discriminatedUnion("do", [
  /** Spoil the next so many requests. */
  z.strictObject({ do: z.literal("next"), times: z.int().min(1).max(10_000), fault: faultSchema }),
  /** Spoil requests at random; without faults, no longer. */
  z.strictObject({ do: z.literal("random"), plan: randomPlan }),
  /** Forget every fault, scripted and random. */
  z.strictObject({ do: z.literal("calm") }),
  /** Change the rules that are named. */
  z.strictObject({ do: z.literal("rules"), rules: rulesChange }),
  /** Kill, forbid or mend the token of a pixel. */
  z.strictObject({
    do: z.literal("token"),
    pixel: z.string().min(1).max(1000),
    state: z.enum(TOKEN_STATES),
  }),
  /** Put TikTok's clock so far ahead of the real one. */
  z.strictObject({ do: z.literal("clock"), aheadMs: ahead }),
]);

/** How every knob stands. */
export interface ControlState {
  script: { times: number; fault: Fault }[];
  random: { plan: RandomPlan; drawn: number; spoiled: number } | null;
  rules: Rules;
  tokens: { pixel: string; token: TokenState }[];
  clock: { now: number; aheadMs: number };
}

/** How the knobs stand at first. */
export interface ControlOptions {
  pixels: readonly PixelCredentials[];
  now: () => number;
  rules: RulesChange;
}

/** The knobs. */
export class Controls {
  readonly faults = new ComingFaults();
  readonly access: Access;
  readonly #clock: () => number;
  #rules: Rules;
  #aheadMs = 0;

  constructor({ pixels, now, rules }: ControlOptions) {
    this.access = new Access(pixels);
    this.#clock = now;
    this.#rules = changed(USUAL_RULES, rules);
  }

  /** TikTok's time, in milliseconds since the epoch. */
  now(): number {
    return this.#clock() + this.#aheadMs;
  }

  get rules(): Rules {
    return this.#rules;
  }

  /** Changes the rules that are named. Throws when they make no sense. */
  changeRules(change: RulesChange): void {
    this.#rules = changed(this.#rules, change);
  }

  /** Puts TikTok's clock so many milliseconds ahead of the one it was started with. */
  setClockAhead(milliseconds: number): void {
    this.#aheadMs = ahead.parse(milliseconds);
  }

  /** Does what a command says, all of it or nothing. Throws a ZodError or RangeError when it makes no sense. */
  obey(input: unknown): void {
    const order = command.parse(input);
    switch (order.do) {
      case "next":
        this.faults.next(order.times, order.fault);
        return;
      case "random":
        this.faults.atRandom(order.plan);
        return;
      case "calm":
        this.faults.clear();
        return;
      case "rules":
        this.changeRules(order.rules);
        return;
      case "token":
        this.access.setState(order.pixel, order.state);
        return;
      case "clock":
        this.setClockAhead(order.aheadMs);
        return;
    }
  }

  /** How every knob stands; no token is in it. */
  state(): ControlState {
    return {
      script: this.faults.script(),
      random: this.faults.random() ?? null,
      rules: this.#rules,
      tokens: this.access.states(),
      clock: { now: this.now(), aheadMs: this.#aheadMs },
    };
  }
}
