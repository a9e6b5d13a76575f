// Draws the charts of a page from the JSON beside them. The table below each chart says the same.

const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(name).trim();
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const fits = new ResizeObserver((seen) =>
  seen.forEach(({ target }) => window.echarts.getInstanceByDom(target).resize()),
);

function format(unit) {
  const options =
    unit === "share"
      ? { style: "percent", maximumFractionDigits: 1 }
      : { maximumFractionDigits: 2 };
  const number = new Intl.NumberFormat(document.documentElement.lang, options);
  return (value) => (value === null || value === undefined ? "–" : number.format(value));
}

function line(series, index, text) {
  return {
    name: series.name,
    type: series.kind,
    data: series.data,
    color: series.kind === "bar" ? colour("--brand-line") : colour(`--series-${index + 1}`),
    lineStyle: { type: series.dashed ? "dashed" : "solid", width: 2 },
    symbol: "none",
    connectNulls: false,
    barCategoryGap: "10%",
    tooltip: { valueFormatter: text },
  };
}

function axis(text, unit) {
  return {
    type: "value",
    min: 0,
    max: unit === "share" ? 1 : ({ max }) => Math.ceil(max * 1.05),
    minInterval: unit === "share" ? 0 : 1,
    axisLabel: { color: colour("--ink"), formatter: text, showMaxLabel: unit === "share" },
  };
}

function draw(figure) {
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const canvas = figure.querySelector(".chart__canvas");
  canvas.dataset.drawn = "";
  const chart = window.echarts.init(canvas, null, { renderer: "canvas" });
  const text = format(data.unit);
  chart.setOption({
    animation: !calm,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 14 },
    grid: { left: 8, right: 16, top: canvas.clientWidth < 600 ? 120 : 56, bottom: 8, containLabel: true },
    legend: { type: "plain", top: 0, left: 0, textStyle: { color: colour("--ink"), fontSize: 14 } },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    xAxis: { type: "category", data: data.labels, axisLabel: { color: colour("--ink"), hideOverlap: true } },
    yAxis: axis(text, data.unit),
    series: data.series.map((series, index) => line(series, index, text)),
  });
  fits.observe(canvas);
}

if (window.echarts) {
  document.querySelectorAll("[data-chart]").forEach(draw);
}
