import type { EChartsCoreOption } from 'echarts/core'

export interface Bar {
  readonly label: string
  readonly value: number
  /** Beside the bar. */
  readonly text: string
}

const BAR = 34
const LABEL_SHARE = 0.36

type Draw = (bars: readonly Bar[], width: number) => string

let drawing: Promise<Draw> | undefined

/** Bars below each other as SVG of a width in pixels; colours are those of the page's theme. Nothing in it needs a style or a script. */
export async function drawBars(bars: readonly Bar[], width: number): Promise<string> {
  // Only when somebody looks at a picture: it takes longer to load than most pages take.
  drawing ??= loadCharts()
  return (await drawing)(bars, width)
}

async function loadCharts(): Promise<Draw> {
  const [{ init, use }, { BarChart }, { GridComponent }, { SVGRenderer }] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ])
  use([BarChart, GridComponent, SVGRenderer])
  return (bars, width) => {
    const height = bars.length * BAR + 8
    const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
    try {
      chart.setOption(optionOf(bars, width))
      return withoutStyles(chart.renderToSVGString())
    } finally {
      chart.dispose()
    }
  }
}

function optionOf(bars: readonly Bar[], width: number): EChartsCoreOption {
  return {
    animation: false,
    grid: { left: 0, right: Math.round(width * 0.2), top: 4, bottom: 4 },
    xAxis: { type: 'value', show: false, min: 0 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map(({ label }) => label),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: 'var(--ink)',
        fontSize: 13,
        width: Math.round(width * LABEL_SHARE),
        overflow: 'truncate',
        interval: 0,
      },
    },
    series: [
      {
        type: 'bar',
        silent: true,
        barWidth: 20,
        data: bars.map(({ value }) => value),
        itemStyle: { color: 'var(--accent)', borderRadius: 3 },
        label: {
          show: true,
          position: 'right',
          color: 'var(--quiet)',
          fontSize: 13,
          formatter: ({ dataIndex }: { readonly dataIndex: number }) => bars[dataIndex]?.text ?? '',
        },
      },
    ],
  }
}

/** The pages' policy lets in no style that is written into them. */
function withoutStyles(svg: string): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ style="font-size:(\d+)px;[^"]*"/g, ' font-size="$1"')
    .replace(/ (?:style|class|ecmeta_\w+|xml:space)="[^"]*"/g, '')
}
