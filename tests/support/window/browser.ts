// A real browser for the window. One is enough for all tests of a file.

import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** The program of the browser; `has("chromium")` says whether it is there. */
const PROGRAM = "/usr/bin/chromium";

/** How long the browser waits for what is to be seen, in milliseconds: the machine may be busy. */
const PATIENCE_MS = 30_000;

export interface TestBrowser extends AsyncDisposable {
  /** Opens a page of its own, with nothing left from others. */
  open(address: string, options?: PageOptions): Promise<TestPage>;
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
}

/** A page, and what went wrong on it. */
export interface TestPage extends AsyncDisposable {
  readonly page: Page;
  /** What the browser has complained about: exceptions, refused requests, breaches of the policy. */
  readonly complaints: readonly string[];
}

export async function openBrowser(): Promise<TestBrowser> {
  // Root may not use the sandbox of Chromium. Without a profile of the user nothing stays behind.
  const browser = await chromium.launch({
    executablePath: PROGRAM,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  return {
    open: (address, options = {}) => openPage(browser, address, options),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

async function openPage(
  browser: Browser,
  address: string,
  { width = 1200, height = 800, scheme = "light" }: PageOptions,
): Promise<TestPage> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  await page.goto(address);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}
