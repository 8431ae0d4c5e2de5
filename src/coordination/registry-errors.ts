import { MantlError } from '../errors.ts'

export const fenced = (why: string, cause?: unknown): MantlError =>
  new MantlError('registry.fenced', `The registry refuses us: ${why}`, {
    hint: 'another leader took over; stop leading',
    cause,
  })

export const notLoaded = (): MantlError =>
  new MantlError('registry.not_loaded', 'The registry is written before it was loaded')

export const uncertain = (cause: unknown): MantlError =>
  new MantlError('registry.uncertain', 'A write to the registry may or may not have happened', { cause })

export const altered = (folder: string, cause: unknown): MantlError =>
  new MantlError('registry.corrupt', `The registry under ${folder} was changed by another hand`, {
    hint: 'nobody but the leader may write there; load it again',
    cause,
  })
