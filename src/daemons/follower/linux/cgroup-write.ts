/** One setting of a cgroup: `path` is relative to where cgroups are mounted. `optional`: may be absent on a kernel. */
export interface CgroupWrite {
  readonly path: string
  readonly value: string
  readonly optional?: boolean
}
