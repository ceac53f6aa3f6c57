import { PrismaPg } from "@prisma/adapter-pg";
import { defineConfig } from "prisma/config";

// As in ../../prisma.config.ts: `engine: "js"` needs no download.
process.env["DATABASE_URL"] ??= "postgresql://localhost/throughline";
const connectionString = process.env["DATABASE_URL"];

export default defineConfig({
  schema: "schema.prisma",
  experimental: { adapter: true },
  engine: "js",
  adapter: () => Promise.resolve(new PrismaPg({ connectionString, allowExitOnIdle: true })),
});
