const data = JSON.parse(document.getElementById('data').textContent);
const byId = name => document.getElementById(name);
const NS = 'http://www.w3.org/2000/svg', LEFT = 42, RIGHT = 12, TOP = 10, BOTTOM = 36, HEIGHT = 260;
let WIDTH = 340, WIDE = 340; // those of the places of the plots, so that a unit is a pixel
const SHOWN = {threshold: 'threshold', recall: 'recall', precision: 'precision', filter_rate: 'filter rate',
  fpr: 'false positive rate', f1: 'F1', accuracy: 'accuracy'};
const COLOURS = {precision: 'var(--blue)', recall: 'var(--red)', filter_rate: 'var(--green)'};
let label = 0, place = 0;

function node(name, attributes, parent, text) {
  const made = document.createElementNS(NS, name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (text !== undefined) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
const x = (value, width = WIDTH) => LEFT + value * (width - LEFT - RIGHT);
const y = value => HEIGHT - BOTTOM - value * (HEIGHT - TOP - BOTTOM);
const show = value => value === null || value === undefined ? '–' : value.toFixed(3);

function frame(id, title, xName, yName, width = WIDTH, most = 1) {
  byId(id).replaceChildren();
  const svg = node('svg', {viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', 'aria-label': title}, byId(id));
  for (const tick of [0, .25, .5, .75, 1]) {
    node('line', {x1: x(0, width), x2: x(1, width), y1: y(tick), y2: y(tick), stroke: 'var(--line)'}, svg);
    node('text', {x: LEFT - 6, y: y(tick) + 4, 'text-anchor': 'end'}, svg, Number((tick * most).toFixed(3)));
    node('text', {x: x(tick, width), y: HEIGHT - BOTTOM + 15, 'text-anchor': 'middle'}, svg, tick);
  }
  node('text', {x: x(.5, width), y: HEIGHT - 5, 'text-anchor': 'middle'}, svg, xName);
  node('text', {transform: `translate(11 ${y(.5)}) rotate(-90)`, 'text-anchor': 'middle'}, svg, yName);
  return svg;
}
function curve(svg, xs, ys, colour, width = WIDTH) {
  let path = '';
  xs.forEach((value, i) => {
    if (value === null || ys[i] === null) return;
    path += `${path ? 'L' : 'M'}${x(value, width).toFixed(1)} ${y(ys[i]).toFixed(1)}`;
  });
  node('path', {d: path || 'M0 0', fill: 'none', stroke: colour, 'stroke-width': 2,
    'stroke-linejoin': 'round'}, svg);
}
function diagonal(svg) {
  node('line', {x1: x(0), y1: y(0), x2: x(1), y2: y(1), stroke: 'var(--quiet)',
    'stroke-dasharray': '4 4'}, svg);
}
function dot(svg, xv, yv) {
  if (xv !== null && yv !== null)
    node('circle', {cx: x(xv), cy: y(yv), r: 5, fill: 'var(--red)', stroke: 'var(--card)',
      'stroke-width': 1.5}, svg);
}

function drawPoint() {
  const d = data.labels[label];
  const roc = frame('roc', 'ROC curve', 'false positive rate', 'recall');
  diagonal(roc);
  curve(roc, [...d.fpr, 0], [...d.recall, 0], 'var(--blue)');
  dot(roc, d.fpr[place], d.recall[place]);
  const pr = frame('pr', 'Precision-recall curve', 'recall', 'precision');
  curve(pr, d.recall, d.precision, 'var(--blue)');
  dot(pr, d.recall[place], d.precision[place]);
  const all = frame('explorer', 'Statistics by threshold', 'threshold', '', WIDE);
  for (const name in COLOURS) curve(all, d.threshold, d[name], COLOURS[name], WIDE);
  const at = x(d.threshold[place], WIDE);
  node('line', {x1: at, x2: at, y1: y(0), y2: y(1), stroke: 'var(--ink)', 'stroke-dasharray': '3 3'}, all);
  for (const name in COLOURS) if (d[name][place] !== null)
    node('circle', {cx: at, cy: y(d[name][place]), r: 4, fill: COLOURS[name]}, all);
  byId('slider').value = d.threshold[place];
  byId('slider').setAttribute('aria-valuetext', `threshold ${show(d.threshold[place])}`);
  byId('reading').replaceChildren(...Object.keys(SHOWN).map(name => {
    const box = element('div', ''), value = element('b', show(d[name][place]));
    value.id = 'read-' + name;
    box.append(value, element('span', SHOWN[name]));
    return box;
  }));
  const of = (value, many) => `${Math.round(many * value)} of ${many.toLocaleString('en')}`;
  const recall = d.recall[place], precision = d.precision[place], rest = d.filter_rate[place], parts = [];
  if (recall !== null) parts.push(`finds ${of(recall, 100)} ${d.edits}`);
  if (precision !== null) parts.push(`${of(precision, 100)} flagged are ${d.being}`);
  if (rest !== null) parts.push(`${of(1 - rest, 1000)} to look at`);
  byId('sentence').textContent = `Look at scores from ${show(d.threshold[place])}: ${parts.join('; ')}.`;
}

function drawLabel() {
  const d = data.labels[label];
  document.querySelectorAll('#tabs button').forEach(
    (button, i) => button.setAttribute('aria-pressed', i === label));
  byId('roc-area').textContent = area('Area', d.areas.roc_auc_exact, d.areas.roc_auc);
  byId('pr-area').textContent = area('Average precision', d.areas.average_precision, d.areas.pr_auc);
  drawReliability(d);
  drawHistogram(d);
  drawPoint();
}
function area(name, exact, published) {
  const differs = exact !== null && published !== null && Math.abs(exact - published) > .01;
  return `${name} ${show(exact)}${differs ? `; from 50 points, as revscoring 2.x has it: ${show(published)}` : ''}.`;
}
function measure() {
  WIDTH = byId('roc').clientWidth || 340;
  WIDE = byId('explorer').clientWidth || 340;
}
function drawReliability(d) {
  const plot = frame('reliability', 'Reliability', 'mean probability', 'observed rate');
  diagonal(plot);
  const most = Math.max(...d.reliability.map(bin => bin.n));
  curve(plot, d.reliability.map(bin => bin.mean_probability), d.reliability.map(bin => bin.observed_rate),
    'var(--blue)');
  for (const bin of d.reliability)
    node('title', {}, node('circle', {cx: x(bin.mean_probability), cy: y(bin.observed_rate),
      fill: 'var(--blue)', r: 3 + 5 * Math.sqrt(bin.n / most), 'fill-opacity': .6}, plot),
      `${bin.n} observations`);
}
function drawHistogram(d) {
  const bins = d.histogram.true.length, sums = {};
  let top = 0.01;
  for (const side of ['true', 'false']) {
    sums[side] = d.histogram[side].reduce((a, b) => a + b, 0) || 1;
    top = Math.max(top, ...d.histogram[side].map(count => count / sums[side]));
  }
  top = Math.ceil(top * 10) / 10;
  const bars = frame('histogram', 'Distribution of scores', `score for “${d.name}”`,
    'share of observations', WIDTH, top);
  ['false', 'true'].forEach((side, which) => d.histogram[side].forEach((count, i) => {
    const height = count / sums[side] / top;
    const bar = node('rect', {x: x((i + which * .45 + .05) / bins), width: (x(.45) - x(0)) / bins,
      y: y(height), height: y(0) - y(height), fill: which ? 'var(--red)' : 'var(--blue)'}, bars);
    node('title', {}, bar, `${count} observations`);
  }));
  byId('histogram-key').replaceChildren(...[
    ['var(--red)', `${d.trues.toLocaleString('en')} ${d.edits}`],
    ['var(--blue)', `${(d.n - d.trues).toLocaleString('en')} others`],
  ].map(([colour, text]) => {
    const entry = element('span', text), swatch = element('i', '');
    swatch.style.background = colour;
    entry.prepend(swatch);
    return entry;
  }));
}

function nearest(threshold) {
  const all = data.labels[label].threshold;
  const found = all.findIndex(value => value >= threshold - 1e-9);
  return found < 0 ? all.length - 1 : found;
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
  byId('found').textContent = best < 0 ? 'No threshold meets this condition.' : '';
  if (best >= 0) { place = best; drawPoint(); }
}
function drawImportances() {
  const items = data.importances.slice(0, 20), host = byId('importances');
  if (!items.length) { host.textContent = 'Models of this kind have no feature importances.'; return; }
  const most = items[0].share || 1;
  host.append(...items.map(item => {
    const row = element('div', ''), bar = element('i', ''), text = element('span', item.description);
    row.className = 'bar';
    row.title = item.name;
    bar.style.width = `${Math.max(.5, 100 * item.share / most)}%`;
    const track = element('div', '');
    track.append(bar);
    row.append(text, track, element('b', (100 * item.share).toFixed(1) + ' %'));
    return row;
  }));
}

if (data.labels.length) {
  byId('curves').hidden = false;
  measure();
  addEventListener('resize', () => { measure(); drawLabel(); });
  data.labels.forEach((d, i) => {
    const button = element('button', d.name);
    button.onclick = () => { label = i; place = nearest(.5); drawLabel(); };
    byId('tabs').append(button);
  });
  byId('slider').oninput = event => { place = nearest(Number(event.target.value)); drawPoint(); };
  byId('find').onclick = find;
  const wanted = new URLSearchParams(location.hash.slice(1));
  label = Math.max(0, data.labels.findIndex(d => [d.key, d.name].includes(wanted.get('label'))));
  place = nearest(Number(wanted.get('threshold') ?? .5));
  drawLabel();
  if (wanted.get('limit')) {
    for (const name of ['target', 'given', 'limit']) byId(name).value = wanted.get(name);
    find();
  }
}
drawImportances();
document.body.dataset.drawn = data.labels.length;
