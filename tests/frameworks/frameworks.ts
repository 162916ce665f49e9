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

export const frameworks: readonly (readonly [name: string, serve: FrameworkSubject["serve"]])[] = [
  ["Express 5", serveExpress(express)],
  ["Express 4", serveExpress(express4)],
  ["Fastify", serveFastify],
  ["Koa", serveKoa],
  ["Hono", serveHono],
  ["fetch", serveFetch],
  ["node:http", serveNodeHttp],
];
