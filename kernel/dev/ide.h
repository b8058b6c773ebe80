// IDE (ATA) disks on the two legacy channels: hda, hdb on the first, hdc, hdd on the second.
#pragma once

// Finds the disks and registers them as block devices. Needs the timer (timer_init) for its time
// limits, and irq_install. Transfers sleep where there is a process to put to sleep, and poll
// otherwise.
void ide_init(void);
