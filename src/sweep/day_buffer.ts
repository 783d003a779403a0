/** Rows of one straddle of which only days and figures are wanted: what a file shows is not kept. */
import { RowBuffer } from "../engine/row_buffer.ts";

export class DayBuffer extends RowBuffer {
  override fillHedge(): void {}
  override lackHedge(): void {}
  override endStrikes(): void {}
  override endStraddle(): void {}

  override reset(): void {
    this.rows = 0;
  }
}
