import { MantlError } from '../errors.ts'

export const fenced = (why: string, cause?: unknown): MantlError =>
  new MantlError('registry.fenced', `The registry refuses us: ${why}`, {
    hint: 'another leader took over; stop leading',
    cause,
  })

/** `what`: a part of it that this release has no name for. */
export const newer = (what: string): MantlError =>
  new MantlError('registry.newer', `The registry holds ${what}, which this release does not know`, {
    hint: 'start the release that wrote it, or a later one',
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
