/** `Vary: Cookie`. Django: `django.utils.cache.patch_vary_headers`. */
export function varyOnCookie(vary: string | null | undefined): string {
  if (!vary) return "Cookie";
  const members = vary.split(",").map((member) => member.trim());
  if (members.includes("*")) return "*";
  const known = members.some((member) => member.toLowerCase() === "cookie");
  return known ? vary : [...members, "Cookie"].join(", ");
}
