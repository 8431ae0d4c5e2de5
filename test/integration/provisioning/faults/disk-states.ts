/** sh texts for a host, as root: what a disk can be like, and how it is well again. A remount of / itself is refused while anybody writes. */
const folders = '/etc /opt /srv /usr /var'

export const readOnly = {
  made: `for d in ${folders}; do mount --rbind "$d" "$d" && mount -o remount,bind,ro "$d"; done`,
  mended: `for d in ${folders}; do umount -l "$d"; done`,
}

export const withoutInodes = {
  made: 'mkdir /root/inodes && cd /root/inodes && i=0; while : > "$i"; do i=$((i+1)); done 2>/dev/null',
  mended: 'rm -rf /root/inodes',
}
