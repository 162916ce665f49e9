/** The results as Markdown, which the terminal shows as it is. */
import { median, slope } from "./statistics.mjs";
import { WORKLOADS } from "./contenders.mjs";

const whole = (number) => Math.round(number).toLocaleString("en").replaceAll(",", " ");
const share = (ratio) => (ratio === undefined ? "" : ratio.toFixed(2));
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

/** Requests per second: a table per workload. */
export function httpReport(rows) {
  const header = ["", "requests/s", "of the limit", "middle half", "server busy", "CPU a request"];
  return WORKLOADS.map(({ name, aim }) => {
    const lines = rows.filter(({ workload }) => workload === name).map(httpLine);
    const wanted = aim === null ? "" : `, aim ${aim.toFixed(2)}`;
    return `**${name}**${wanted}\n\n${table(header, lines)}`;
  }).join("\n\n");
}

function httpLine({ contender, limit, rate, ratio, spread, busy, cpuMicros }) {
  return [
    contender,
    whole(rate),
    limit === undefined ? "the limit" : share(ratio),
    spread ? spread.map(share).join("–") : "",
    Number.isNaN(busy) ? "" : `${whole(busy * 100)} %`,
    Number.isNaN(cpuMicros) ? "" : `${whole(cpuMicros)} µs`,
  ];
}

/** Sessions read and written per second. */
export function codecReport(rows) {
  const header = ["session", "", "a second", "by the primitives", "ratio"];
  const lines = rows.map(({ size, operation, rate, primitives, ratio }) => {
    return [size, operation, whole(rate), whole(primitives), share(ratio)];
  });
  return table(header, lines, 2);
}

/** How long requests take while others sign in. */
export function signInReport(rows) {
  const header = ["sign-ins at once", "p50", "p99", "p99, beside none", "sign-ins/s"];
  const time = (milliseconds) => `${milliseconds.toFixed(2)} ms`;
  const lines = rows.map(({ atOnce, p50, p99, ratio, rate }) => {
    return [`${atOnce}`, time(p50), time(p99), `${share(ratio)} ×`, rate.toFixed(1)];
  });
  return table(header, lines);
}

/** Memory over many requests, and how it went on once the memo was full. */
export function memoryReport(samples) {
  const header = ["requests", "heap in use", "resident"];
  const lines = samples.map(({ requests, heapUsed, rss }) => {
    return [whole(requests), `${megabytes(heapUsed)} MB`, `${megabytes(rss)} MB`];
  });
  const late = samples.slice(Math.ceil(samples.length / 2));
  const growth = (key) => {
    const bytes = slope(late.map((sample) => [sample.requests / 1e6, sample[key]]));
    return `${bytes < 0 ? "−" : "+"}${megabytes(Math.abs(bytes))} MB`;
  };
  const middle = megabytes(median(late.map(({ heapUsed }) => heapUsed)));
  return `${table(header, lines)}

Over the second half, a million requests change the heap in use (${middle} MB) by ${growth("heapUsed")} and the resident size by ${growth("rss")}.`;
}

/** A Markdown table whose columns stand straight in the terminal too: the first ones are words, the others numbers. */
function table(header, lines, words = 1) {
  const widths = header.map((title, column) => {
    return Math.max(3, title.length, ...lines.map((line) => line[column].length));
  });
  const row = (cells) => {
    const padded = cells.map((cell, column) => {
      return column < words ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
    });
    return `| ${padded.join(" | ")} |`;
  };
  const rule = widths.map((width, column) => {
    return column < words ? "-".repeat(width) : `${"-".repeat(width - 1)}:`;
  });
  return [row(header), row(rule), ...lines.map(row)].join("\n");
}

/** The page with one part of it replaced: what stands between `<!-- name -->` and `<!-- /name -->`. */
export function replacePart(page, name, text) {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no part ${start} … ${end}.`);
  return `${page.slice(0, from + start.length)}\n${text}\n${page.slice(to)}`;
}
