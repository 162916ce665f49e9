export const dynamic = "force-dynamic";

/** The statements since they were asked for last. */
export function GET() {
  return Response.json(globalThis.statements?.splice(0) ?? []);
}
