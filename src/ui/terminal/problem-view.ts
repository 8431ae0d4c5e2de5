import { type Problem, placeText, saidText } from '../../inventory/problem.ts'
import type { Palette } from './palette.ts'

/** Problems of an inventory, one a line. PURE. */
export const problemLines = (problems: readonly Problem[], { red, yellow }: Palette): string[] =>
  problems.map(
    problem =>
      `${problem.severity === 'error' ? red('error') : yellow('warning')}: ${placeText(problem.place)}: ${saidText(problem)}`,
  )
