import { plainController } from './plain.ts'

/** A cgroup of hugetlb for each container. */
export const cgroupsHugetlb = plainController('cgroups/hugetlb', 'hugetlb')
