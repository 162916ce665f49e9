import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Who } from "./who";
import "./style.css";

export const metadata: Metadata = {
  title: { default: "Next.js on Django’s session", template: "%s · Next.js on Django’s session" },
};

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <header>
          <nav aria-label="Site">
            <a href="/">Counter</a>
            <a href="/account">Account</a>
            <a href="/staff">Staff</a>
          </nav>
          <Who />
        </header>
        <main>{children}</main>
      </body>
    </html>
  );
}
