import { getUser } from "@/lib/session";

/** Made when the app is built. */
export const dynamic = "force-static";

export async function GET() {
  return new Response((await getUser()).username || "nobody");
}
