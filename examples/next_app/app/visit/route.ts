import { route } from "@/lib/session";

/** The same as a route handler, which answers what the other apps answer. */
export const GET = route(async ({ getSession }) => {
  const session = await getSession<{ next: number }>();
  session.set("next", session.get("next", 0) + 1);
  return Response.json({ framework: "next", session });
});
