# Builds the app. By itself it runs web server and worker in one process on SQLite, and everything durable is in /data;
# docker-compose.yml runs them apart, on PostgreSQL. See docs/deploy/docker.md.
#
# The base is named by its exact version, the Node that npm installs elsewhere (package.json). Its digest could not be read where this was
# written; `docker buildx imagetools inspect node:24.21.0-bookworm-slim` prints it, for whoever pins it.
ARG NODE=node:24.21.0-bookworm-slim

FROM ${NODE} AS build
WORKDIR /app
RUN chown node:node /app
USER node
COPY --chown=node:node package.json package-lock.json .npmrc ./
RUN npm ci
COPY --chown=node:node . .
# What is optional is Prisma's command, which only a build needs, and another copy of Node.
RUN npm run build && npm prune --omit=dev --omit=optional

FROM ${NODE}
# A small nursery for new objects: a third less memory, and no slower (docs/performance.md).
ENV NODE_ENV=production PORT=3000 DATABASE_URL=file:/data/throughline.sqlite NODE_OPTIONS=--max-semi-space-size=8
WORKDIR /app
# Of root: the app can change nothing of itself.
COPY --from=build --chown=root:root /app/package.json /app/shopify.app.toml ./
COPY --from=build --chown=root:root /app/node_modules ./node_modules
COPY --from=build --chown=root:root /app/app ./app
COPY --from=build --chown=root:root /app/scripts ./scripts
COPY --from=build --chown=root:root /app/prisma ./prisma
COPY --from=build --chown=root:root /app/build ./build
# .env.example says ./data, which is /data here.
RUN install -d -o node -g node -m 0700 /data && ln -s /data ./data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=60s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# `exec`: the server is told to stop, not a shell or npm in front of it, and has time to end what it is in.
CMD ["sh", "-c", "node app/migrate.ts && exec node app/server.ts"]
