import type { MantlError } from '../../errors.ts'
import type { Change } from '../model/change.ts'

/** How a run ended for one host. `applied` of `planned` changes were carried out. */
export type HostOutcome = { readonly host: string; readonly applied: number; readonly planned: number } & (
  | { readonly result: 'done' }
  | { readonly result: 'failed'; readonly change: Change; readonly error: MantlError }
  /** It was not its turn any more: another host failed, or would have been shut out. */
  | { readonly result: 'held'; readonly why: string }
  /** Somebody pressed Ctrl-C. */
  | { readonly result: 'interrupted' }
)
