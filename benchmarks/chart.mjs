/** The plot of the shares of the limit: an SVG that reads well on light and dark pages. */
import { WORKLOADS } from "./contenders.mjs";

const WIDTH = 720;
/** Where the bars begin, and where the longest ends; its number stands behind it. */
const ZERO = 272;
const END = 672;
const TOP = 58;
const BAR = 16;
const STEP = 22;
const HEAD = 28;
const GAP = 16;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

const STYLE = `
  text { font: 12px system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: #1f2328; }
  .title { font-size: 15px; font-weight: 600; }
  .workload { font-size: 13px; font-weight: 600; }
  .quiet { fill: #59636e; }
  .ours { fill: #1a7f5a; }
  .other { fill: #a9b2bb; }
  .spread { stroke: #1f2328; stroke-width: 1.5; }
  .grid { stroke: #d8dee4; }
  .limit { stroke: #59636e; stroke-dasharray: 3 3; }
  .strong { font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .quiet { fill: #9198a1; }
    .ours { fill: #2f9e72; }
    .other { fill: #59636e; }
    .spread { stroke: #e6edf3; }
    .grid { stroke: #2f353d; }
    .limit { stroke: #9198a1; }
  }`;

/** Draws a bar for every contender that is compared with a limit, grouped by workload. */
export function chart(rows) {
  const compared = rows.filter(({ limit }) => limit !== undefined);
  const longest = Math.max(1, ...compared.map(({ ratio, spread }) => Math.max(ratio, spread[1])));
  const x = (ratio) => Math.round(10 * (ZERO + ((END - ZERO) * ratio) / longest)) / 10;
  let y = TOP;
  const groups = WORKLOADS.map(({ name }) => {
    const bars = compared.filter(({ workload }) => workload === name);
    const group = groupOf(name, bars, y, x);
    y += HEAD + bars.length * STEP + GAP;
    return group;
  });
  return page([...TICKS.map((tick) => tickOf(tick, y, x)), ...groups], y + 14);
}

function page(parts, height) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title">
<title id="title">Requests per second as a share of those of the same server making the bare SQL statement</title>
<style>${STYLE}
</style>
<text class="title" x="12" y="22">Requests per second, as a share of the limit</text>
<text class="quiet" x="12" y="40">The limit is the same server making the bare SQL statement, without a session. Longer is better.</text>
${parts.join("\n")}
</svg>
`;
}

function tickOf(tick, bottom, x) {
  const at = x(tick);
  const kind = tick === 1 ? "limit" : "grid";
  const label = tick === 1 ? "the limit" : tick.toFixed(2);
  return `<line class="${kind}" x1="${at}" x2="${at}" y1="${TOP}" y2="${bottom - 8}"/>
<text class="quiet" x="${at}" y="${bottom + 6}" text-anchor="middle">${label}</text>`;
}

function groupOf(name, bars, top, x) {
  const title = name[0].toUpperCase() + name.slice(1);
  const lines = bars.map((bar, index) => barOf(bar, top + HEAD + index * STEP, x));
  return `<text class="workload" x="12" y="${top + 16}">${title}</text>\n${lines.join("\n")}`;
}

function barOf({ contender, isOurs, ratio, spread: [low, high] }, top, x) {
  const middle = top + BAR / 2;
  const base = middle + 4;
  const end = Math.max(x(ratio), x(high)) + 6;
  const kind = isOurs ? "ours" : "other";
  const weight = isOurs ? ' class="strong"' : "";
  return `<text${weight} x="${ZERO - 8}" y="${base}" text-anchor="end">${contender}</text>
<rect class="${kind}" x="${ZERO}" y="${top}" width="${(x(ratio) - ZERO).toFixed(1)}" height="${BAR}" rx="2"/>
<line class="spread" x1="${x(low)}" x2="${x(high)}" y1="${middle}" y2="${middle}"/>
<text${weight} x="${end}" y="${base}">${ratio.toFixed(2)}</text>`;
}
