import type { Link } from '../model/change.ts'
import type { ShellChange } from './shell-change.ts'

/** Made beside and renamed over: no moment without a link. */
export const link: ShellChange<Link> = ({ path, target }) => ({ script, args: [path, target] })

const script = `if [ ! -L "$1" ]; then made path "$1"; fi
ln -sfn -- "$2" "$1.new"
mv -T -- "$1.new" "$1"`
