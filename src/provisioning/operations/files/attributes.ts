import type { Attributes } from '../../model/change.ts'

/** Why mode or owner must change, or undefined. */
export const differingAttributes = (
  state: { readonly mode: number; readonly owner: string },
  wanted: Attributes,
): string | undefined => {
  if (state.mode !== wanted.mode) return `its mode is ${octal(state.mode)}, not ${octal(wanted.mode)}`
  if (wanted.owner !== undefined && state.owner !== wanted.owner)
    return `it belongs to ${state.owner}, not ${wanted.owner}`
  return undefined
}

const octal = (mode: number) => `0${mode.toString(8)}`
