"""How the page on a model looks: its HTML, its style, and the script that draws its plots."""

from __future__ import annotations

__all__ = ["PAGE"]

STYLE = """
:root { --a: #0b63b0; --b: #c2410c; --c: #15803d; --grey: #6b7280; --line: #d8dce2; --soft: #f4f6f9; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1f24; margin: 0 auto; padding: 1.5rem;
  max-width: 76rem; }
h1 { margin: 0; font-size: 1.7rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
h3 { font-size: .95rem; margin: 0 0 .3rem; }
p { max-width: 46rem; margin: .4rem 0; } .quiet { color: var(--grey); font-size: .9rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(25rem, 1fr)); gap: 1rem; }
.card { border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; background: #fff;
  min-width: 0; }
.wide { overflow-x: auto; }
svg { width: 100%; height: auto; display: block; } svg text { font: 11px system-ui, sans-serif;
  fill: #4b5563; }
table { border-collapse: collapse; font-size: .88rem; } th { text-align: left; font-weight: 600; }
td, th { padding: .25rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td { overflow-wrap: anywhere; } .n { text-align: right; font-variant-numeric: tabular-nums;
  white-space: nowrap; }
.matrix td { text-align: right; min-width: 6rem; } .matrix small { display: block; color: #374151; }
.hit { background: rgb(11 99 176 / calc(.08 + .4 * var(--w))); }
.miss { background: rgb(194 65 12 / calc(.05 + .4 * var(--w))); }
.tabs button { font: inherit; padding: .3rem .9rem; margin: 0 .3rem .3rem 0; border-radius: 99px;
  cursor: pointer; border: 1px solid var(--line); background: #fff; }
.tabs button[aria-pressed=true] { background: var(--a); color: #fff; border-color: var(--a); }
.read { display: flex; flex-wrap: wrap; gap: .3rem 1.6rem; margin: .6rem 0; }
.read div { min-width: 6rem; } .read b { display: block; font-size: 1.35rem;
  font-variant-numeric: tabular-nums; }
.read span { color: var(--grey); font-size: .85rem; }
input[type=range] { width: 92.5%; margin: 0 1.7% 0 5.8%; accent-color: var(--a); }
select, input[type=number] { font: inherit; padding: .1rem .3rem; max-width: 9rem; }
.find { margin: .5rem 0; max-width: none; }
.find button { font: inherit; padding: .1rem .8rem; cursor: pointer; }
.key i { display: inline-block; width: .9rem; height: .2rem; margin: 0 .3rem .2rem .8rem; }
.note { border-left: 4px solid var(--b); background: #fff7f0; padding: .5rem 1rem; margin: 1rem 0; }
details { margin: .5rem 0; } summary { cursor: pointer; }
@media print { .find, input[type=range], .tabs { display: none; } .card { break-inside: avoid; } }
"""

SCRIPT = r"""
const data = JSON.parse(document.getElementById('data').textContent);
const byId = name => document.getElementById(name);
const NS = 'http://www.w3.org/2000/svg', W = 340, H = 260, L = 42, R = 12, T = 10, B = 36;
const SHOWN = {threshold: 'threshold', recall: 'recall', precision: 'precision', filter_rate: 'filter rate',
  fpr: 'false positive rate', f1: 'F1', accuracy: 'accuracy'};
const COLOURS = {precision: 'var(--a)', recall: 'var(--b)', filter_rate: 'var(--c)'};
let label = 0, place = 0;

function node(name, attributes, parent, text) {
  const made = document.createElementNS(NS, name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (text !== undefined) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}
const x = (value, width = W) => L + value * (width - L - R);
const y = (value, height = H) => height - B - value * (height - T - B);
const show = (value, digits = 3) => value === null || value === undefined ? '–' : value.toFixed(digits);

function frame(id, title, xName, yName, width = W, most = 1) {
  const height = H;
  const host = byId(id);
  host.replaceChildren();
  const svg = node('svg', {viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title}, host);
  for (const tick of [0, .25, .5, .75, 1]) {
    node('line', {x1: x(0, width), x2: x(1, width), y1: y(tick, height), y2: y(tick, height),
      stroke: 'var(--line)'}, svg);
    node('text', {x: L - 6, y: y(tick, height) + 4, 'text-anchor': 'end'}, svg,
      Number((tick * most).toFixed(3)));
    node('text', {x: x(tick, width), y: height - B + 15, 'text-anchor': 'middle'}, svg, tick);
  }
  node('text', {x: x(.5, width), y: height - 5, 'text-anchor': 'middle'}, svg, xName);
  node('text', {transform: `translate(11 ${y(.5, height)}) rotate(-90)`, 'text-anchor': 'middle'}, svg,
    yName);
  return svg;
}
function curve(svg, xs, ys, colour, width = W, height = H) {
  let path = '';
  xs.forEach((value, i) => {
    if (value === null || ys[i] === null) return;
    path += `${path ? 'L' : 'M'}${x(value, width).toFixed(1)} ${y(ys[i], height).toFixed(1)}`;
  });
  node('path', {d: path || 'M0 0', fill: 'none', stroke: colour, 'stroke-width': 2,
    'stroke-linejoin': 'round'}, svg);
}
function diagonal(svg) {
  node('line', {x1: x(0), y1: y(0), x2: x(1), y2: y(1), stroke: 'var(--grey)',
    'stroke-dasharray': '4 4'}, svg);
}
function dot(svg, xv, yv) {
  if (xv !== null && yv !== null)
    node('circle', {cx: x(xv), cy: y(yv), r: 5, fill: 'var(--b)', stroke: '#fff', 'stroke-width': 1.5}, svg);
}

function drawPoint() {
  const d = data.labels[label];
  const roc = frame('roc', 'ROC curve', 'false positive rate', 'recall');
  diagonal(roc);
  curve(roc, [...d.fpr, 0], [...d.recall, 0], 'var(--a)');
  dot(roc, d.fpr[place], d.recall[place]);
  const pr = frame('pr', 'Precision-recall curve', 'recall', 'precision');
  curve(pr, d.recall, d.precision, 'var(--a)');
  dot(pr, d.recall[place], d.precision[place]);
  const wide = 720, all = frame('explorer', 'Statistics by threshold', 'threshold', '', wide);
  for (const name in COLOURS) curve(all, d.threshold, d[name], COLOURS[name], wide);
  const at = x(d.threshold[place], wide);
  node('line', {x1: at, x2: at, y1: y(0), y2: y(1), stroke: '#1b1f24', 'stroke-dasharray': '3 3'}, all);
  for (const name in COLOURS) if (d[name][place] !== null)
    node('circle', {cx: at, cy: y(d[name][place]), r: 4, fill: COLOURS[name]}, all);
  byId('slider').value = d.threshold[place];
  byId('slider').setAttribute('aria-valuetext', `threshold ${show(d.threshold[place])}`);
  byId('reading').replaceChildren(...Object.keys(SHOWN).map(name => {
    const box = document.createElement('div'), value = document.createElement('b'),
      what = document.createElement('span');
    value.textContent = show(d[name][place]);
    value.id = 'read-' + name;
    what.textContent = SHOWN[name];
    box.append(value, what);
    return box;
  }));
  const caught = d.recall[place], left = d.filter_rate[place];
  byId('sentence').textContent = left === null ? '' :
    `Of 1,000 edits, about ${Math.round(1000 * (1 - left))} score ${show(d.threshold[place])} or more`
    + ` for “${d.name}”`
    + (d.precision[place] === null ? '' : `; ${Math.round(100 * d.precision[place])} % of those are right`)
    + (caught === null ? '.' : `, and they are ${Math.round(100 * caught)} % of all that there are.`);
}

function drawLabel() {
  const d = data.labels[label];
  document.querySelectorAll('#tabs button').forEach(
    (button, i) => button.setAttribute('aria-pressed', i === label));
  byId('roc-area').textContent =
    `Area ${show(d.areas.roc_auc_exact)} (by 50 points, as 2.x has it: ${show(d.areas.roc_auc)}).`;
  byId('pr-area').textContent =
    `Average precision ${show(d.areas.average_precision)} (area by 50 points: ${show(d.areas.pr_auc)}).`;
  const reliability = frame('reliability', 'Reliability', 'mean probability', 'share that is so');
  diagonal(reliability);
  const most = Math.max(...d.reliability.map(bin => bin.n));
  curve(reliability, d.reliability.map(bin => bin.mean_probability),
    d.reliability.map(bin => bin.observed_rate), 'var(--a)');
  for (const bin of d.reliability)
    node('title', {}, node('circle', {cx: x(bin.mean_probability), cy: y(bin.observed_rate), fill: 'var(--a)',
      r: 3 + 5 * Math.sqrt(bin.n / most), 'fill-opacity': .6}, reliability), `${bin.n} observations`);
  const bins = d.histogram.true.length, sums = {};
  let top = 0.01;
  for (const side of ['true', 'false']) {
    sums[side] = d.histogram[side].reduce((a, b) => a + b, 0) || 1;
    top = Math.max(top, ...d.histogram[side].map(count => count / sums[side]));
  }
  top = Math.ceil(top * 10) / 10;
  const bars = frame('histogram', 'Distribution of scores', `probability of “${d.name}”`, 'share of each', W,
    top);
  ['false', 'true'].forEach((side, which) => d.histogram[side].forEach((count, i) => {
    const height = count / sums[side] / top;
    const bar = node('rect', {x: x((i + which * .45 + .05) / bins), width: (x(.45) - x(0)) / bins,
      y: y(height), height: y(0) - y(height), fill: which ? 'var(--b)' : 'var(--a)'}, bars);
    node('title', {}, bar, `${count} observations`);
  }));
  byId('histogram-key').innerHTML = '';
  for (const [colour, text] of [['var(--b)', `${d.trues.toLocaleString('en')} that are so`],
    ['var(--a)', `${(d.n - d.trues).toLocaleString('en')} that are not`]]) {
    const swatch = document.createElement('i');
    swatch.style.background = colour;
    byId('histogram-key').append(swatch, text);
  }
  drawPoint();
}

function nearest(threshold) {
  const all = data.labels[label].threshold;
  let best = all.findIndex(value => value >= threshold - 1e-9);
  return best < 0 ? all.length - 1 : best;
}
function find() {
  const d = data.labels[label], target = byId('target').value, given = byId('given').value;
  const limit = Number(byId('limit').value), below = given === 'fpr';
  let best = -1;
  d.threshold.forEach((_, i) => {
    const value = d[target][i], held = d[given][i];
    if (value === null || held === null || (below ? held > limit : held < limit)) return;
    if (best < 0 || value >= d[target][best]) best = i;
  });
  byId('found').textContent = best < 0 ? 'No threshold does that.' : '';
  if (best >= 0) { place = best; drawPoint(); }
}
function drawImportances() {
  const items = data.importances.slice(0, 20), host = byId('importances');
  if (!items.length) { host.textContent = 'This kind of model does not tell.'; return; }
  const row = 20, wide = 720, left = 330, most = items[0].share || 1;
  const svg = node('svg', {viewBox: `0 0 ${wide} ${items.length * row + 4}`, role: 'img',
    'aria-label': 'Feature importance'}, host);
  items.forEach((item, i) => {
    const name = item.name.length > 52 ? item.name.slice(0, 51) + '…' : item.name;
    const text = node('text', {x: left - 8, y: i * row + 15, 'text-anchor': 'end'}, svg, name);
    node('title', {}, text, item.name);
    node('rect', {x: left, y: i * row + 3, height: row - 6, fill: 'var(--a)',
      width: Math.max(1, item.share / most * (wide - left - 60))}, svg);
    node('text', {x: left + 6 + item.share / most * (wide - left - 60), y: i * row + 15}, svg,
      (100 * item.share).toFixed(1) + ' %');
  });
}

if (data.labels.length) {
  byId('curves').hidden = false;
  data.labels.forEach((d, i) => {
    const button = document.createElement('button');
    button.textContent = d.name;
    button.onclick = () => { label = i; place = nearest(.5); drawLabel(); };
    byId('tabs').append(button);
  });
  byId('slider').oninput = event => { place = nearest(Number(event.target.value)); drawPoint(); };
  byId('find').onclick = find;
  const wanted = new URLSearchParams(location.hash.slice(1));
  label = Math.max(0, data.labels.findIndex(d => d.name === wanted.get('label')));
  place = nearest(Number(wanted.get('threshold') ?? .5));
  drawLabel();
  if (wanted.get('limit')) {
    for (const name of ['target', 'given', 'limit']) byId(name).value = wanted.get(name);
    find();
  }
}
drawImportances();
document.body.dataset.drawn = data.labels.length;
"""

PAGE = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>@@title@@</title>
<style>{STYLE}</style>
</head>
<body>
<header><h1>@@title@@</h1><p>@@lead@@</p></header>
@@notes@@
<noscript><p class="note">The plots need JavaScript, which is in this file; the tables do not.</p></noscript>
<section id="curves" hidden>
<h2>Choose a threshold</h2>
<p class="quiet">An edit counts as the label where its probability is at or above the threshold. Higher
thresholds give fewer and surer hits. Numbers are those to expect in the population, if its rates were
given.</p>
<div class="tabs" id="tabs" role="group" aria-label="Label"></div>
<div class="card">
<div id="explorer"></div>
<p class="quiet key"><i style="background:var(--a)"></i>precision<i style="background:var(--b)"></i>recall<i
 style="background:var(--c)"></i>filter rate</p>
<input type="range" id="slider" min="0" max="1" step="0.001" aria-label="Threshold">
<div class="read" id="reading" aria-live="polite"></div>
<p id="sentence"></p>
<p class="find">Find the threshold with maximum
<select id="target" aria-label="What is to be greatest"><option value="recall">recall</option>
<option value="precision">precision</option><option value="filter_rate">filter rate</option>
<option value="f1">F1</option></select> where
<select id="given" aria-label="Condition"><option value="precision">precision ≥</option>
<option value="recall">recall ≥</option><option value="filter_rate">filter rate ≥</option>
<option value="fpr">false positive rate ≤</option></select>
<input type="number" id="limit" min="0" max="1" step="0.01" value="0.9" aria-label="Limit">
<button id="find">Find</button> <span id="found"></span></p>
</div>
<h2>Curves</h2>
<div class="grid">
<div class="card"><h3>ROC</h3><div id="roc"></div><p class="quiet" id="roc-area"></p></div>
<div class="card"><h3>Precision and recall</h3><div id="pr"></div><p class="quiet" id="pr-area"></p></div>
<div class="card"><h3>Reliability</h3><div id="reliability"></div>
<p class="quiet">On the diagonal, probabilities can be taken at their word. In the sample, before scaling to
the population; larger dots stand for more observations.</p></div>
<div class="card"><h3>Scores by actual label</h3><div id="histogram"></div>
<p class="quiet key" id="histogram-key"></p></div>
</div>
</section>
<h2>Operating points</h2>
<div class="card wide">@@points@@</div>
<h2>Confusion matrix</h2>
<div class="card wide">@@counts@@<p class="quiet">Of the sample; shares are of the actual label.</p></div>
<h2>Statistics</h2>
<div class="card wide">@@statistics@@</div>
<h2>What the model looks at</h2>
<div class="card"><div id="importances"></div>
<p class="quiet">For trees the share in what their splits gained, for linear models the size of the
coefficient. It says what the model uses, not what causes anything.</p>
<details><summary>All features</summary><div class="wide">@@features@@</div></details></div>
<h2>How it was made</h2>
<div class="card wide"><details><summary>Parameters and environment</summary>@@facts@@</details></div>
<script type="application/json" id="data">@@data@@</script>
<script>{SCRIPT}</script>
</body>
</html>
"""
"""The page; names between @@ are filled in."""
