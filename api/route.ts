import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Actor } from '../domain/people.js';
import type { Scope } from '../domain/scopes.js';
import type { Label, Language, Role } from '../domain/words.js';
import type { Answer } from './answer.js';
import type { ClauseOf } from './field-errors.js';
import type { Sender } from './identity.js';
import type { ProblemCode } from './problems.js';

/** A request that passed the edge: its sender is known and its input fits the row's schemas. */
export interface Call<Query = unknown, Body = unknown> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** Null where anyone may call. */
  readonly caller: Actor | null;
  readonly language: Language;
  readonly sender: Sender;
  /** What the calling program is allowed; null for people. */
  readonly scopes: readonly Scope[] | null;
  readonly header: (name: string) => string | undefined;
}

/** A call of somebody who is known. */
export interface KnownCall<Query = unknown, Body = unknown> extends Call<Query, Body> {
  readonly caller: Actor;
}

export interface BodyRow<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  readonly clauseOf?: ClauseOf;
  /** Largest body in bytes; 64 kB where it does not say. */
  readonly limit?: number;
  /** Leaves the check to the route, which refuses strangers first. */
  readonly checkedByRoute?: true;
}

/** What a route is about; its section in the description of the API. */
export type RouteTag =
  | 'tickets'
  | 'actions'
  | 'people'
  | 'roster'
  | 'policy'
  | 'survey'
  | 'knowledge'
  | 'attachments'
  | 'notices'
  | 'sign-in'
  | 'administration'
  | 'programs'
  | 'reports'
  | 'desk'
  // Pages for people, which the description of the API leaves out.
  | 'pages';

/** What a body that is no JSON looks like, as a JSON Schema. */
export type UploadRow = Readonly<Record<string, unknown>>;

interface RowBase<Query extends z.ZodType, Body extends z.ZodType> {
  readonly method: 'get' | 'post' | 'put';
  /** With parameters in braces, as OpenAPI writes it. */
  readonly path: string;
  readonly title: Label;
  readonly clause?: string;
  readonly tag: RouteTag;
  readonly query?: Query;
  readonly body?: BodyRow<Body>;
  /** A body that the route reads itself, by media type: a file, a form of files. */
  readonly upload?: Readonly<Record<string, UploadRow>>;
  /** Request headers beyond the usual, for the description. */
  readonly headers?: readonly (
    | 'Idempotency-Key'
    | 'If-Match'
    | 'If-None-Match'
    | 'Last-Event-ID'
    | 'Range'
  )[];
  /** Good answers by status: what they are, and the media type if it is not JSON. */
  readonly answers: Readonly<Record<number, AnswerRow>>;
  /** What a program must be allowed to call it; without it none may. */
  readonly scope?: Scope;
  /** Problems it may answer beyond those that follow from the rest of the row. */
  readonly refuses?: readonly ProblemCode[];
  /** Its own count of requests a minute, beside the caller's. */
  readonly limit?: 'intake' | 'survey' | 'signIn';
  /** A page for people: whoever is not signed in is led there, and its forms come as browsers send them. */
  readonly isPage?: true;
  /** A page's form that may hold files; see api/form-with-files.ts. */
  readonly takesFiles?: true;
  /** Names a ticket: who asks for too many that are not theirs to see is slowed down (S16). */
  readonly namesTicket?: true;
  /** Asked by an open window of its own accord, again and again: no sign of life of its session. */
  readonly isPolled?: true;
}

export interface AnswerRow {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly media?: string;
}

interface ForAnyone<Query extends z.ZodType, Body extends z.ZodType> extends RowBase<Query, Body> {
  readonly access: 'anyone';
  readonly handle: (call: Call<z.infer<Query>, z.infer<Body>>) => Promise<Answer> | Answer;
}

interface ForPeople<Query extends z.ZodType, Body extends z.ZodType> extends RowBase<Query, Body> {
  /** Everybody who is known, or who holds one of these roles. */
  readonly access: 'people' | readonly Role[];
  readonly handle: (call: KnownCall<z.infer<Query>, z.infer<Body>>) => Promise<Answer> | Answer;
}

/** Answers on its own terms: a stream, a file. */
interface Raw extends RowBase<z.ZodType, z.ZodType> {
  readonly access: 'people' | 'anyone' | readonly Role[];
  /** Works on the browser's session itself, and may begin one. */
  readonly session?: true;
  readonly serve: (call: Call, req: Request, res: Response) => Promise<void> | void;
}

/** One route of the API. Express, OpenAPI and the tests all derive from these rows. */
export type Route = ForAnyone<z.ZodType, z.ZodType> | ForPeople<z.ZodType, z.ZodType> | Raw;

/** Checks a row's parts against each other and forgets its types, so that all rows share one. */
export const open = <Query extends z.ZodType, Body extends z.ZodType>(row: ForAnyone<Query, Body>): Route =>
  row;
export const forPeople = <Query extends z.ZodType, Body extends z.ZodType>(
  row: ForPeople<Query, Body>,
): Route => row;
export const raw = (row: Raw): Route => row;

export const staff: readonly Role[] = ['agent', 'engineer', 'lead', 'supervisor', 'manager', 'admin'];
