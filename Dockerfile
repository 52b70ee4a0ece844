# The service alone: its engines run elsewhere (see docker-compose.yml). It writes nothing but /tmp.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /kawal
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY nest-cli.json tsconfig.json tsconfig.build.json .swcrc bundle.js ./
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /kawal
COPY --from=build /kawal/package.json ./
COPY --from=build /kawal/node_modules node_modules
COPY --from=build /kawal/dist dist
COPY bin bin
COPY registry registry
COPY LICENSE NOTICE ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/health/live').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--disable-warning=ExperimentalWarning", "dist/main.js"]
