/**
 * One figure, one JSON line. `n`: how many measurements it is made of; `goal`: what design and issues ask for, in the same unit; `peer`:
 * what it is compared with in the same run; `ratio`: ours to the peer's.
 */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly goal?: number
  readonly n: number
  readonly peer?: string
  readonly ratio?: number
}

export const report = (figure: Figure): void => {
  const rounded = {
    ...figure,
    value: round(figure.value),
    ...(figure.ratio === undefined ? {} : { ratio: round(figure.ratio) }),
  }
  console.log(JSON.stringify(rounded))
}

const round = (value: number) => Number(value.toPrecision(4))

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Seconds that the work takes. */
export const seconds = async (work: () => Promise<unknown> | unknown): Promise<number> => {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}
