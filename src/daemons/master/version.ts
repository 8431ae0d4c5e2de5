/** The release of Mesos whose behaviour this is: agents and tools look at it. Our own release stands in /version's git_tag. */
export const MESOS_VERSION = '1.11.0'
