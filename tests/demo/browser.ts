/** The browser of the tests. */
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

const QUIET = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the Chromium that CHROMIUM names. */
export function openBrowser(): Promise<Browser> {
  const { CHROMIUM = "chromium" } = process.env;
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}

/** Where pictures of pages go, for people to look at. */
export const SHOTS = ".cache/screenshots";
