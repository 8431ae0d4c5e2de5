import { okEmpty } from '../answer.ts'
import type { Route } from '../types.ts'

/** 200 without a body, on leaders and others alike. */
export const healthRoute = (): Route => ({ path: '/health', handle: () => okEmpty })
