import { info } from '../log.ts'
import type { Transition } from './transition.ts'

/** This master won: it serves once it has read the registry. */
export const elected: Transition<'elected'> = state => {
  if (state.phase !== 'standby') return []
  state.phase = 'recovering'
  return [info('elected; reading the registry'), { kind: 'load-registry' }]
}
