/** `Vary: Cookie`, after the members that are there. Django: `django.utils.cache.patch_vary_headers`. */
export function varyOnCookie(vary: string | null | undefined): string {
  // Most responses have none.
  if (!vary) return "Cookie";
  const members = vary.split(",").map((member) => member.trim());
  const named = members.filter((member) => member !== "");
  if (named.includes("*")) return "*";
  if (!named.some((member) => member.toLowerCase() === "cookie")) named.push("Cookie");
  return named.join(", ");
}
