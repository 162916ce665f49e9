/** Before Next.js 16 this file is middleware.ts, exports `middleware`, and has `runtime: "nodejs"` in its config. */
import { loginRequired, withSession } from "@/lib/session";

export const proxy = withSession(async () => {
  await loginRequired();
});

export const config = { matcher: "/staff/:path*" };
