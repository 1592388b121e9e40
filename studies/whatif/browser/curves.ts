/** Two curves over time in one small picture, with the numbers behind them as a table. */

/** Values in order of time, seconds. */
export type Series = readonly { readonly time_s: number; readonly value: number }[];

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [860, 170, 44, 22];

/** `most`: the top of the axis, where it is known. Steps are drawn as steps: a count holds until it changes. */
export function curves(title: string, before: Series, after: Series, most?: number): string {
  const top = most ?? Math.max(1, ...before.map(({ value }) => value), ...after.map(({ value }) => value));
  const end_s = Math.max(1, ...before.map(({ time_s }) => time_s), ...after.map(({ time_s }) => time_s));
  const x = (time_s: number) => LEFT + ((WIDTH - LEFT - 4) * time_s) / end_s;
  const y = (value: number) => 6 + (HEIGHT - BOTTOM - 6) * (1 - value / top);
  const path = (series: Series) =>
    series
      .map(({ time_s, value }, i) =>
        i === 0 ? `M${x(time_s).toFixed(1)} ${y(value).toFixed(1)}` : `H${x(time_s).toFixed(1)}V${y(value).toFixed(1)}`,
      )
      .join('');
  const isShare = most === 1;
  const tick = (value: number) => (isShare ? `${Math.round(value * 100)} %` : String(Math.round(value * 10) / 10));
  const grid = [0, 0.5, 1].map(
    (share) =>
      `<line x1="${LEFT}" x2="${WIDTH}" y1="${y(top * share)}" y2="${y(top * share)}" stroke="var(--grid)"/>` +
      `<text x="${LEFT - 6}" y="${y(top * share) + 4}" text-anchor="end">${tick(top * share)}</text>`,
  );
  const minutes = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<text x="${x(end_s * share)}" y="${HEIGHT - 4}" text-anchor="${share === 1 ? 'end' : 'middle'}">${Math.round((end_s * share) / 60)} min</text>`,
  );
  return `<figure><h3>${title} <span class="key"><span class="was">as it ran</span> <span class="is">what if</span></span></h3>
<div class="chart" tabindex="0" role="group" aria-label="${title}, chart"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title} over time, as it ran and what if">${grid.join('')}${minutes.join('')}
<path d="${path(before)}" fill="none" stroke="var(--muted)" stroke-width="1.5" stroke-dasharray="5 4"/><path d="${path(after)}" fill="none" stroke="var(--accent)" stroke-width="2"/></svg></div>
<details><summary>The numbers of ${title.toLowerCase()}</summary>${table(title, before, after, tick)}</details></figure>`;
}

function table(title: string, before: Series, after: Series, tick: (value: number) => string): string {
  const was = new Map(before.map(({ time_s, value }) => [time_s, value]));
  const is = new Map(after.map(({ time_s, value }) => [time_s, value]));
  const times = [...new Set([...was.keys(), ...is.keys()])].sort((a, b) => a - b);
  const cell = (value: number | undefined) => `<td>${value === undefined ? '–' : tick(value)}</td>`;
  const rows = times.map(
    (time_s) => `<tr><th scope="row">${time_s}</th>${cell(was.get(time_s))}${cell(is.get(time_s))}</tr>`,
  );
  return `<div class="scroll tall" tabindex="0" role="region" aria-label="Numbers of ${title.toLowerCase()}"><table><thead><tr><th scope="col">time (s)</th><th scope="col">as it ran</th><th scope="col">what if</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}
