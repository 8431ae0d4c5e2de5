import type { Effect } from './effects.ts'

export const info = (message: string, fields?: object): Effect => ({ kind: 'log', level: 'info', message, fields })
export const warning = (message: string, fields?: object): Effect => ({
  kind: 'log',
  level: 'warning',
  message,
  fields,
})
export const error = (message: string, fields?: object): Effect => ({ kind: 'log', level: 'error', message, fields })
