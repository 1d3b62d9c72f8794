#!/bin/sh
# Runs inside the new root file system, once, while the lab's image is being built.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
kernel=$(basename /lib/modules/*)

# ---------------------------------------------------------------- gpio-sim
# Debian leaves it out of its kernels; it is built from the very source that Debian built the kernel from.
if ! grep -q '^CONFIG_GPIO_SIM=[my]' "/boot/config-$kernel"; then
    version=$(dpkg-query -W -f '${Version}' "linux-headers-$kernel")
    series=$(echo "$kernel" | cut -d. -f1,2)
    mkdir -p /usr/src/lab && cd /usr/src/lab
    apt-get download -qq -o APT::Sandbox::User=root "linux-source-$series=$version"
    dpkg-deb --fsys-tarfile linux-source-*.deb |
        tar -xO "./usr/src/linux-source-$series.tar.xz" |
        tar -xJ --strip-components=1 --wildcards \
            '*/drivers/gpio/gpio-sim.c' '*/drivers/gpio/*.h' '*/kernel/irq/irq_sim.c'
    rm -f linux-source-*.deb
    mkdir build
    cp drivers/gpio/* build/ && cp kernel/irq/irq_sim.c build/
    cd build
    # The one function that the kernel does not export to modules, and the one beside it that it does.
    sed -i 's/handle_simple_irq(irq_to_desc(irqnum));/generic_handle_irq_safe(irqnum);/' irq_sim.c
    # One module of all, because the kernel without gpio-sim has no irq_sim either.
    { echo 'obj-m := gpio-sim-lab.o'; echo "gpio-sim-lab-y := $(echo *.c | sed 's/\.c/.o/g')"; } >Makefile
    make -s -C "/lib/modules/$kernel/build" M="$PWD" modules
    install -D -m 644 gpio-sim-lab.ko "/lib/modules/$kernel/extra/gpio-sim-lab.ko"
    echo built >/etc/lab-gpio-sim
else
    echo "of the kernel" >/etc/lab-gpio-sim
fi
depmod "$kernel"

# ---------------------------------------------------------------- starting
printf 'virtio_pci\nvirtio_blk\next4\n' >>/etc/initramfs-tools/modules
update-initramfs -u -k "$kernel"
cp "/boot/vmlinuz-$kernel" /boot/lab-kernel
cp "/boot/initrd.img-$kernel" /boot/lab-initrd
chmod 644 /boot/lab-kernel /boot/lab-initrd

echo lab >/etc/hostname
rm -f /etc/machine-id && touch /etc/machine-id
echo '/dev/vda / ext4 defaults,noatime 0 0' >/etc/fstab
passwd -d root >/dev/null
cat >/etc/systemd/system/lab.service <<'UNIT'
[Unit]
Description=The lab
After=multi-user.target systemd-udev-settle.service
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'test -d /lab || { mkdir /lab && tar -xf /dev/vdb -C /; }; exec sh /lab/guest/start.sh'
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS0
TimeoutStartSec=infinity
[Install]
WantedBy=default.target
UNIT
systemctl enable -q lab.service
# Nobody logs in, and nothing else is to run beside the measurements.
systemctl mask -q getty.target serial-getty@ttyS0.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer fstrim.timer
apt-get clean
rm -rf /usr/share/doc /usr/share/man /usr/share/locale /var/lib/apt/lists/*
