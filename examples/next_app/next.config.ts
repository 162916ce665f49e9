import type { NextConfig } from "next";

const config: NextConfig = {
  // A user who may not see a page gets app/forbidden.tsx, with status 403.
  experimental: { authInterrupts: true },
};

export default config;
