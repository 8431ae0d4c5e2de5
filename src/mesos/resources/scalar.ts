/** Scalars are fixed point: three decimals. Sums are made in thousandths, so that 0.1 + 0.2 is 0.3. */
export const toThousandths = (value: number): number => Math.round(value * 1000)

export const fromThousandths = (thousandths: number): number => thousandths / 1000

export const addScalars = (a: number, b: number): number => fromThousandths(toThousandths(a) + toThousandths(b))

export const subtractScalars = (a: number, b: number): number => fromThousandths(toThousandths(a) - toThousandths(b))
