import { z } from 'zod';
import type { ProblemCode } from './problems.js';
import { problems } from './problems.js';
import type { AnswerRow, Route } from './route.js';
import { problemShape } from './shapes.js';

type Json = Readonly<Record<string, unknown>>;

type Io = 'input' | 'output';

/** A schema whose named parts stand under the document's components: `$defs` of its own nobody would look into. */
const described = (schema: z.ZodType, io: Io): { readonly schema: Json; readonly named: Json } => {
  const text = JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
  const {
    $schema: _dialect,
    $defs: named = {},
    ...rest
  } = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as Record<string, Json>;
  return { schema: rest, named };
};

const schemaOf = (schema: z.ZodType, io: Io): Json => described(schema, io).schema;

/** Every named part of what the routes take and answer. */
const namedIn = (routes: readonly Route[]): Json =>
  Object.assign(
    {},
    described(problemShape, 'output').named,
    ...routes.flatMap((row) => [
      ...(row.body === undefined ? [] : [described(row.body.schema, 'input').named]),
      ...Object.values(row.answers).flatMap(({ schema }) =>
        schema === undefined ? [] : [described(schema, 'output').named],
      ),
    ]),
  ) as Json;

const problemContent = { 'application/problem+json': { schema: schemaOf(problemShape, 'output') } };

/** What every route may answer, by what it takes. */
const problemsOf = (row: Route): readonly ProblemCode[] => [
  ...(row.access === 'anyone' ? [] : (['unauthenticated', 'too-often'] as const)),
  ...(row.limit === undefined || row.access !== 'anyone' ? [] : (['too-often'] as const)),
  ...(typeof row.access === 'string' ? [] : (['not-permitted'] as const)),
  ...(row.path.includes('{') ? (['not-found'] as const) : []),
  ...(row.query === undefined && row.body === undefined && row.upload === undefined
    ? []
    : (['invalid-input'] as const)),
  ...(row.method === 'get'
    ? []
    : (['malformed', 'too-large', 'unsupported-media-type', 'unavailable'] as const)),
  ...(row.headers?.includes('If-Match') ? (['stale-version'] as const) : []),
  ...(row.headers?.includes('Idempotency-Key') === true ? (['idempotency-conflict'] as const) : []),
  ...(row.headers?.includes('If-Match') === true ? (['stale-version'] as const) : []),
  ...('session' in row ? (['unavailable'] as const) : []),
  ...(row.refuses ?? []),
  ...(row.tag === 'actions' ? (['not-permitted', 'not-allowed-now'] as const) : []),
];

const answersOf = (row: Route): Json => {
  const good = Object.entries(row.answers).map(([status, answer]) => [status, goodAnswer(answer)] as const);
  const bad = problemsOf(row).map(
    (code) =>
      [
        String(problems[code].status),
        { description: problems[code].title.en, content: problemContent },
      ] as const,
  );
  return Object.fromEntries([...bad, ...good]);
};

const goodAnswer = ({ description, schema, media = 'application/json' }: AnswerRow): Json => ({
  description,
  ...(schema === undefined && media === 'application/json'
    ? {}
    : { content: { [media]: schema === undefined ? {} : { schema: schemaOf(schema, 'output') } } }),
});

const parametersOf = (row: Route): readonly Json[] => [
  ...[...row.path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  })),
  ...queryOf(row),
  ...(row.headers ?? []).map((name) => ({ name, in: 'header', required: false, schema: { type: 'string' } })),
];

const queryOf = (row: Route): readonly Json[] => {
  if (row.query === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(row.query, {
    io: 'input',
    unrepresentable: 'any',
  });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
};

const operationId = ({ method, path }: Route): string =>
  `${method}${path.replace(/^\/api/u, '').replace(/\W+(\w)/gu, (_whole, first: string) => first.toUpperCase())}`.replace(
    /\W/gu,
    '',
  );

const requestBodyOf = ({ body, upload }: Route): Json => {
  const content = {
    ...(body === undefined ? {} : { 'application/json': { schema: schemaOf(body.schema, 'input') } }),
    ...Object.fromEntries(Object.entries(upload ?? {}).map(([media, schema]) => [media, { schema }])),
  };
  return Object.keys(content).length === 0 ? {} : { requestBody: { required: true, content } };
};

const operation = (row: Route): Json => ({
  operationId: operationId(row),
  summary: `${row.title['zh-CN']} · ${row.title.en}`,
  ...(row.clause === undefined ? {} : { description: row.clause }),
  tags: [row.tag],
  security: row.access === 'anyone' ? [] : [{ bearer: [] }],
  parameters: parametersOf(row),
  ...requestBodyOf(row),
  responses: answersOf(row),
});

/** OpenAPI 3.1 of these routes and no others. */
export const openapiOf = (routes: readonly Route[]): Json => {
  const paths: Record<string, Record<string, Json>> = {};
  for (const row of routes) paths[row.path] = { ...paths[row.path], [row.method]: operation(row) };
  return {
    openapi: '3.1.0',
    info: {
      title: '恒台 Steadydesk',
      version: '0.1.0',
      description: 'A service desk that runs the support manual; clauses are those of the manual.',
    },
    servers: [{ url: '/' }],
    components: {
      schemas: namedIn(routes),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
    paths,
  };
};
