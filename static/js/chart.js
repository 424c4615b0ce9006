// Bars for every [data-chart] of the page: its data is the JSON beside it, its table stays
// below, closed. Drawn on a canvas: the SVG renderer writes style attributes, which the
// content security policy refuses.

const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(name).trim();
const font = style.getPropertyValue("--font");

function load(address) {
  if (window.echarts) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

function words(bar, data) {
  return bar.value === null ? bar.words : `${bar.value.toFixed(data.digits)}${data.unit}`;
}

function option(data, width) {
  const text = { fontFamily: font, fontSize: width < 480 ? 13 : 14, color: colour("--ink") };
  const longest = Math.max(...data.bars.map((bar) => bar.label.length));
  return {
    animation: false,
    textStyle: text,
    grid: {
      left: (longest + 0.75) * text.fontSize,
      right: 72,
      top: data.mark === null ? 4 : 24,
      bottom: 4,
    },
    xAxis: { type: "value", min: 0, max: data.full ?? undefined, show: false },
    yAxis: {
      type: "category",
      inverse: true,
      data: data.bars.map((bar) => bar.label),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...text, margin: 10 },
    },
    series: [
      {
        type: "bar",
        barWidth: 16,
        showBackground: data.full !== null,
        backgroundStyle: { color: colour("--quiet-ground") },
        data: data.bars.map((bar) => ({
          value: bar.value ?? 0,
          itemStyle: { color: colour(bar.isCurrent ? "--accent-deep" : "--heat-4") },
          label: {
            ...text,
            show: true,
            position: "right",
            formatter: words(bar, data),
            fontWeight: bar.isCurrent ? 600 : 400,
            // The mark may pass behind the figure.
            backgroundColor: data.full === null ? colour("--sheet") : colour("--quiet-ground"),
            padding: [2, 3],
            distance: 2,
          },
        })),
        markLine:
          data.mark === null
            ? undefined
            : {
                symbol: "none",
                silent: true,
                lineStyle: { color: colour("--warn"), type: "dashed" },
                label: {
                  ...text,
                  color: colour("--warn"),
                  position: "start",
                  formatter: data.markLabel,
                },
                data: [{ xAxis: data.mark }],
              },
      },
    ],
  };
}

async function draw(holder) {
  const data = JSON.parse(document.getElementById(holder.dataset.chart).textContent);
  const canvas = holder.querySelector(".chartbox-canvas");
  await load(holder.dataset.echarts);
  canvas.hidden = false;
  canvas.style.height = `${data.bars.length * 32 + 32}px`;
  const chart = window.echarts.init(canvas, null, { renderer: "canvas" });
  const fit = () => {
    chart.resize();
    chart.setOption(option(data, canvas.clientWidth));
  };
  fit();
  new ResizeObserver(fit).observe(canvas);
  chart.on("click", ({ dataIndex }) => {
    const { url } = data.bars[dataIndex];
    if (url) location.assign(url);
  });
  holder.querySelector(".chartbox-table").open = false;
}

for (const holder of document.querySelectorAll("[data-chart]")) draw(holder);
