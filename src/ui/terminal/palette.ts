type Paint = (text: string) => string

/** Few colours, each with one meaning; all of them nothing where colours are not wanted. */
export interface Palette {
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly cyan: Paint
  readonly bold: Paint
  readonly dim: Paint
}

export const createPalette = (colours: boolean): Palette => {
  const paint = (open: number, close: number): Paint =>
    colours ? text => `\x1b[${open}m${text}\x1b[${close}m` : text => text
  return {
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
    bold: paint(1, 22),
    dim: paint(2, 22),
  }
}
