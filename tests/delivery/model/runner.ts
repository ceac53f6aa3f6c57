/** Runs of commands against one database. */
import fc from "fast-check";
import { NOW } from "../bench.ts";
import { beginning, commands } from "./commands.ts";
import { Witness } from "./invariants.ts";
import type { Subject } from "./subject.ts";
import { newWorld } from "./world.ts";

/** A property that holds as long as the real thing does what the model does. */
export function property(subject: Subject) {
  return fc.asyncProperty(commands, async (drawn) => {
    await subject.reset();
    const setup = () => {
      subject.clock.now = NOW;
      return { model: newWorld(NOW), real: { subject, witness: new Witness() } };
    };
    await fc.asyncModelRun(setup, [...beginning(), ...drawn]);
  });
}
