import { retryUpdate as retry } from '../status-updates/stream.ts'
import type { Transition } from './transition.ts'

export const retryUpdate: Transition<'retry-update'> = (state, { key }) => retry(state, key)
