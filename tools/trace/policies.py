"""Policies of eviction, each for one program with memory of its own.

A string is a list of pages, in the order in which they are touched. A policy returns how many faults
the string has in so many frames; memory is empty at first, so the first touch of each page is one.
"""
import collections
import heapq


def fifo(string, frames):
    """The page that came first goes first."""
    memory, faults = collections.OrderedDict(), 0
    for page in string:
        if page not in memory:
            faults += 1
            if len(memory) == frames:
                memory.popitem(last=False)
            memory[page] = True
    return faults


def clock(string, frames):
    """Second chance: a hand goes round, and passes a page once if it was used since the last visit."""
    used, ring, hand, faults = {}, [], 0, 0
    for page in string:
        if page not in used:
            faults += 1
            if len(ring) < frames:
                ring.append(page)
            else:
                while used[ring[hand]]:
                    used[ring[hand]] = False
                    hand = (hand + 1) % frames
                del used[ring[hand]]
                ring[hand] = page
                hand = (hand + 1) % frames
        used[page] = True
    return faults


def lru(string, frames):
    """The page that was not used for the longest time goes."""
    memory, faults = collections.OrderedDict(), 0
    for page in string:
        if page in memory:
            memory.move_to_end(page)
        else:
            faults += 1
            if len(memory) == frames:
                memory.popitem(last=False)
            memory[page] = True
    return faults


HALVED = bytes(count >> 1 for count in range(256))
NEW = 0x80


def aging(string, frames):
    """Each frame has a byte. At each tick it is shifted to the right, and gets a bit at the left if its page
    was used. The page with the smallest number goes. A tick comes after as many touches as there are frames."""
    places, pages, faults = {}, [], 0
    counts, used = bytearray(frames), bytearray(frames)
    for number, page in enumerate(string):
        if number % frames == 0:
            shifted = int.from_bytes(counts.translate(HALVED), "big") | int.from_bytes(used, "big")
            counts, used = bytearray(shifted.to_bytes(frames, "big")), bytearray(frames)
        place = places.get(page)
        if place is None:
            faults += 1
            if len(pages) < frames:
                place = len(pages)
                pages.append(page)
            else:
                place = smallest(counts)
                del places[pages[place]]
                pages[place] = page
            places[page], counts[place] = place, NEW
        used[place] = NEW
    return faults


def smallest(counts):
    """Where the smallest byte is. (Faster than min, for most often it is a 0.)"""
    return next(place for place in map(counts.find, range(256)) if place >= 0)


def optimum(string, frames):
    """Belady's: the page goes that is needed again last. Nobody knows that beforehand, and nobody is better."""
    following, seen = [0] * len(string), {}
    for number in range(len(string) - 1, -1, -1):
        following[number] = seen.get(string[number], len(string))
        seen[string[number]] = number
    memory, queue, faults = {}, [], 0  # page -> when it is needed again; the same, the last one first
    for page, needed in zip(string, following):
        if page not in memory:
            faults += 1
            if len(memory) == frames:
                while True:
                    last, victim = heapq.heappop(queue)
                    if memory.get(victim) == -last:
                        break
                del memory[victim]
        memory[page] = needed
        heapq.heappush(queue, (-needed, page))
    return faults


def working_set(string, window):
    """The pages of the last `window` touches are in memory, however many. Returns the mean number of pages
    and the faults."""
    last, faults, pages = {}, 0, 0  # pages: the sum over all touches
    for number, page in enumerate(string):
        gap = number - last.get(page, -1 - window)
        faults += gap > window
        pages += min(gap, window) if page in last else 0
        last[page] = number
    pages += sum(min(len(string) - number, window) for number in last.values())
    return pages / max(1, len(string)), faults


FIXED = {"optimum": optimum, "LRU": lru, "clock": clock, "aging": aging, "FIFO": fifo}
