import { mountPoints } from './mount-points.ts'

/** Whether what is mounted below `path` is seen wherever else its mount is (mount_namespaces(7)). `mountinfo`: of proc(5). PURE. */
export const isShared = (mountinfo: string, path: string): boolean => {
  const lines = mountinfo.split('\n').filter(line => line !== '')
  const points = mountPoints(lines.join('\n'))
  const around = points.map(point => point === '/' || path === point || path.startsWith(`${point}/`))
  const deepest = around.reduce(
    (best, fits, index) => (fits && (points[best]?.length ?? 0) <= points[index]!.length ? index : best),
    -1,
  )
  // Optional fields, between the options and a dash.
  const fields = (lines[deepest] ?? '').split(' ')
  return fields.slice(6, fields.indexOf('-')).some(field => field.startsWith('shared:'))
}
