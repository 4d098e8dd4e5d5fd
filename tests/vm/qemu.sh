# shellcheck shell=bash
# Sourced: how a guest is started.

# qemu_command ACCELERATION KERNEL_TREE INITRAMFS KERNEL_ARGUMENTS: sets the array `qemu`.
qemu_command() {
  local acceleration=$1 tree=$2 initramfs=$3 arguments=$4
  qemu=(qemu-system-x86_64 -nodefaults -no-user-config -no-reboot -display none -serial stdio
    -m "${MAGD_VM_MEMORY:-2G}"
    -kernel "$(echo "$tree"/boot/vmlinuz-*)" -initrd "$initramfs"
    -append "console=ttyS0 quiet loglevel=1 panic=-1 mitigations=off tsc=reliable nokaslr random.trust_cpu=on $arguments")
  if [ "$acceleration" = kvm ]; then
    qemu+=(-accel kvm -cpu host -smp 2)
  elif [ "$acceleration" = icount ]; then
    # The guest's clock counts instructions, a nanosecond each, whatever else the host does.
    qemu+=(-accel tcg,thread=single -icount shift=0,sleep=off -cpu 'max,la57=off' -smp 1)
  elif [ "$acceleration" = paced ]; then
    # The same while it works, and the host's clock while it waits: time limits hold on a loaded host too.
    qemu+=(-accel tcg,thread=single -icount shift=0,sleep=on -cpu 'max,la57=off' -smp 1)
  else
    # One processor: emulating two costs twice the work for the same result.
    qemu+=(-accel tcg -cpu 'max,la57=off' -smp 1)
  fi
}

# qemu_share TAG FOLDER OPTIONS: adds a folder of the host, by 9p, to `qemu`.
qemu_share() {
  qemu+=(-fsdev "local,id=$1,path=$2,multidevs=remap,$3" -device "virtio-9p-pci,fsdev=$1,mount_tag=$1")
}
