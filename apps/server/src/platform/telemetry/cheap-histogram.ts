import { Histogram, type HistogramConfiguration } from 'prom-client';

/** The observations of one combination of labels. */
class Series {
  readonly counts: number[];
  sum = 0;
  readonly #bounds: readonly number[];

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.counts = Array(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let at = 0;
    while (at < bounds.length && value > (bounds[at] ?? 0)) at += 1;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sum += value;
  }
}

/**
 * A histogram for what happens with every request: an observation is an addition or two, where the library's own puts the labels
 * together and takes half a microsecond.
 */
export class CheapHistogram<L extends string> extends Histogram<L> {
  readonly #configuration: HistogramConfiguration<L> & { buckets: number[] };
  readonly #series: { labels: Record<L, string>; series: Series }[] = [];

  constructor(configuration: HistogramConfiguration<L> & { buckets: number[] }) {
    super(configuration);
    this.#configuration = configuration;
  }

  /** One for each combination of labels, to be asked for once. */
  series(labels: Record<L, string>): Series {
    const series = new Series(this.#configuration.buckets);
    this.#series.push({ labels, series });
    return series;
  }

  /** What the registry writes out: cumulated, as the format wants it; of what never happened nothing. */
  async getForPromString() {
    const { name, help, buckets: bounds } = this.#configuration;
    const values = this.#series.flatMap(({ labels, series: { counts, sum } }) => {
      let count = 0;
      const cumulated = counts.map((each, at) => {
        count += each;
        const le = bounds[at] ?? '+Inf';
        return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: count };
      });
      if (count === 0) return [];
      return [
        ...cumulated,
        { metricName: `${name}_sum`, labels, value: sum },
        { metricName: `${name}_count`, labels, value: count },
      ];
    });
    return { name, help, type: 'histogram', values };
  }
}
