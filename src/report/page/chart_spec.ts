/** What a chart shows. */
import type uPlot from "uplot";
import type { Colour } from "./theme.ts";

export interface Line {
  readonly label: string;
  /** null = no value. */
  readonly values: (number | null)[];
  readonly colour: Colour;
  readonly dash?: readonly number[];
  readonly width?: number;
  readonly fill?: boolean;
  readonly kind?: "line" | "bars" | "points" | "none";
  /** Whether the legend leaves it out, as for a strike. */
  readonly quiet?: boolean;
}

export interface ChartSpec {
  readonly title: string;
  readonly gist: string;
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  readonly height: number;
  readonly wide?: boolean;
  /** Days (the default), or numbers with a unit. */
  readonly xUnit?: string;
  readonly yUnit: string;
  readonly note?: string;
  /** What an x stands for in the readout, for bars. */
  readonly xText?: (index: number) => string;
  readonly yText?: (value: number) => string;
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
  /** Whether 0 is to be seen. */
  readonly zero?: boolean;
  /** Charts with the same key share cursor and zoom; those over the run's days choose days. */
  readonly sync?: string;
  /** Whether y counts things, so that ticks between whole numbers mean nothing. */
  readonly counts?: boolean;
  /** Names at the lines' right ends. */
  readonly endLabels?: boolean;
  /** Draws below the lines, in the canvas's own pixels. */
  readonly draw?: (u: uPlot) => void;
  /** Labels that lines off in the legend have; kept by the caller, so that it outlives the chart. */
  readonly off?: Set<string>;
}

/** The `sync` of charts over the days of the run: dragging across one chooses days for the page. */
export const OVER_TIME = "over time";
