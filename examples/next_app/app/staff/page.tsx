import type { Metadata } from "next";
import { permissionRequired } from "@/lib/session";

export const metadata: Metadata = { title: "Staff" };

/** The proxy file lets in who is signed in; who may see this, the page says itself. */
export default async function StaffPage() {
  const user = await permissionRequired("auth.view_user", "/staff");
  return (
    <>
      <h1>Staff</h1>
      <p>{user.username} may see users.</p>
    </>
  );
}
