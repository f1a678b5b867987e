import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { openapiOf } from '../openapi.js';
import { notFound } from '../problems.js';
import { readinessOf } from '../readiness.js';
import { open, raw, type Call, type Route } from '../route.js';
import { send } from '../serve.js';
import { anything } from '../shapes.js';
import type { Parts } from '../parts.js';

const swagger = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const assets: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

const page = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>恒台 Steadydesk API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`;
const startScript = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#swagger-ui', docExpansion: 'none' });
`;
/** Swagger UI sets styles and draws icons from data; scripts come from the desk alone. */
const docsPolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; script-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** What the desk says of itself: alive, ready, how it does, and how to speak to it. */
export const deskRoutes = (parts: Parts, others: () => readonly Route[]): readonly Route[] => [
  open({
    method: 'get',
    path: '/healthz',
    title: { 'zh-CN': '存活', en: 'Alive' },
    tag: 'desk',
    access: 'anyone',
    answers: { 200: { description: 'The process answers.', schema: z.object({ alive: z.literal(true) }) } },
    handle: () => ({ status: 200, body: { alive: true } }),
  }),
  open({
    method: 'get',
    path: '/readyz',
    title: { 'zh-CN': '就绪', en: 'Ready' },
    tag: 'desk',
    access: 'anyone',
    answers: {
      200: { description: 'Every part is there and none is behind.', schema: anything },
      503: { description: 'Which part is away or behind.', schema: anything },
    },
    handle: async ({ language, header }) => {
      // Programs on watch state no language.
      const readiness = await readinessOf({
        ...parts,
        language: /zh/iu.test(header('accept-language') ?? '') ? language : 'en',
      });
      return { status: readiness.ready ? 200 : 503, body: readiness };
    },
  }),
  raw({
    method: 'get',
    path: '/metrics',
    title: { 'zh-CN': '指标', en: 'Metrics' },
    tag: 'desk',
    access: 'anyone',
    answers: { 200: { description: "Figures in Prometheus' text format.", media: 'text/plain' } },
    serve: async (_call, _req, res) => {
      const text = await parts.metrics.text();
      res.status(200).set('content-type', parts.metrics.contentType).end(text);
    },
  }),
  open({
    method: 'get',
    path: '/api/openapi.json',
    title: { 'zh-CN': '接口描述', en: 'Description of the API' },
    tag: 'desk',
    access: 'anyone',
    answers: { 200: { description: 'OpenAPI 3.1.', schema: anything } },
    handle: () => ({ status: 200, body: openapiOf(others()) }),
  }),
  raw({
    method: 'get',
    path: '/api/docs',
    title: { 'zh-CN': '接口文档', en: 'Documentation of the API' },
    tag: 'desk',
    access: 'anyone',
    answers: { 200: { description: 'A page to read and try the API.', media: 'text/html' } },
    serve: (_call, _req, res) =>
      void res.status(200).set('content-security-policy', docsPolicy).type('html').send(page),
  }),
  raw({
    method: 'get',
    path: '/api/docs/{file}',
    title: { 'zh-CN': '接口文档的文件', en: 'Files of the documentation' },
    tag: 'desk',
    access: 'anyone',
    answers: { 200: { description: 'A script or a style sheet.', media: 'text/javascript' } },
    serve: async (call, _req, res) => await docsFile(call, _req, res),
  }),
];

const docsFile = async ({ params, language }: Call, _req: Request, res: Response): Promise<void> => {
  const { file = '' } = params;
  if (file === 'start.js') {
    res.status(200).type('text/javascript').send(startScript);
    return;
  }
  const media = Object.hasOwn(assets, file) ? assets[file] : undefined;
  if (media === undefined) return send(res, notFound(language));
  res.set({ 'content-type': media, 'cache-control': 'public, max-age=86400' });
  await new Promise<void>((resolve, reject) => {
    res.sendFile(join(swagger, file), (error?: Error) => (error ? reject(error) : resolve()));
  });
};
