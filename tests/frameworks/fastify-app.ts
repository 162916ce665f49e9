/** The kit's handlers on Fastify, each sent as users of Fastify send it. */
import { basename, dirname } from "node:path";
import { Readable } from "node:stream";
import formbody from "@fastify/formbody";
import fastifyStatic from "@fastify/static";
import fastify from "fastify";
import type { FastifyReply } from "fastify";
import {
  csrfProtect,
  loginRequired,
  middleware,
  permissionRequired,
  staffRequired,
} from "../../src/frameworks/fastify.ts";
import type { SessionHook } from "../../src/frameworks/fastify.ts";
import type { FrameworkSubject, KitAnswer, KitGuard } from "../../src/testing/framework-stage.ts";

/** Boots the kit's handlers. */
export const serveFastify: FrameworkSubject["serve"] = async (backend, routes, mounts) => {
  const app = fastify();
  await app.register(formbody);
  await app.register(fastifyStatic, { root: import.meta.dirname, serve: false });
  if (mounts > 0) await app.register(middleware(backend));
  await app.register(async (inner) => {
    if (mounts > 1) await inner.register(middleware(backend));
    for (const { path, guards, handler } of routes) {
      inner.all(path, { preHandler: guards.map(guardOf) }, async (request, reply) => {
        const sent = async (): Promise<unknown> => request.body;
        return send(await handler(Object.assign(request, { sent })), reply);
      });
    }
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    url,
    close: async () => {
      app.server.closeAllConnections();
      await app.close();
    },
  };
};

const GUARDS = { csrfProtect, loginRequired, staffRequired };

function guardOf(guard: KitGuard): SessionHook {
  if (typeof guard === "string") return GUARDS[guard];
  return permissionRequired(...guard.permissionRequired);
}

function send(answer: KitAnswer, reply: FastifyReply): FastifyReply {
  const { status = 200, headers = {}, redirect, file, stream, body } = answer;
  reply.code(status).headers(headers);
  if (redirect !== undefined) return reply.redirect(redirect, 302);
  if (file !== undefined) return reply.sendFile(basename(file), dirname(file));
  if (stream === undefined) return reply.send(body);
  return reply.send(Readable.from(stream(), { objectMode: false }));
}
