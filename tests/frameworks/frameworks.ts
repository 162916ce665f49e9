/** The frameworks under test, by the name that the grid shows, and how each boots the kit's handlers. */
import express from "express";
import express4 from "express4";
import type { FrameworkSubject } from "../../src/testing/framework-stage.ts";
import { serveExpress } from "./express-app.ts";
import { serveFastify } from "./fastify-app.ts";
import { serveFetch } from "./fetch-app.ts";
import { serveHono } from "./hono-app.ts";
import { serveKoa } from "./koa-app.ts";
import { serveNodeHttp } from "./node-http-app.ts";
import { otherwiseInNext, serveNext } from "./next-app.ts";

export const frameworks: readonly (readonly [name: string, serve: FrameworkSubject["serve"]])[] = [
  ["Express 5", serveExpress(express)],
  ["Express 4", serveExpress(express4)],
  ["Fastify", serveFastify],
  ["Koa", serveKoa],
  ["Hono", serveHono],
  ["fetch", serveFetch],
  ["node:http", serveNodeHttp],
  ["Next.js 16", serveNext],
];

/** What is otherwise with a framework, whatever an adapter does. */
export interface Otherwise {
  readonly ownVary: NonNullable<FrameworkSubject["ownVary"]>;
  /** Cases that cannot hold, each with the reason: they must fail, and the grid shows it. */
  readonly exceptions: Readonly<Record<string, string>>;
}

export const otherwise: Readonly<Record<string, Otherwise>> = { "Next.js 16": otherwiseInNext };
