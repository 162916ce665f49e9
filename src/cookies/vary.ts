/** `Vary: Cookie`, after the members that are there. Django: `django.utils.cache.patch_vary_headers`. */
export function varyOnCookie(vary: string | null | undefined): string {
  const members = vary ? vary.split(/\s*,\s*/) : [];
  if (members.includes("*")) return "*";
  if (!members.some((member) => member.toLowerCase() === "cookie")) members.push("Cookie");
  return members.join(", ");
}
