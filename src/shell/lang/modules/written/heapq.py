"""Lists whose first element is the smallest."""

__all__ = ['heappush', 'heappop', 'heapify', 'heappushpop', 'heapreplace', 'merge', 'nlargest', 'nsmallest']


def _up(heap, start, place):
    item = heap[place]
    while place > start:
        parent = (place - 1) // 2
        if not item < heap[parent]:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = item


def _down(heap, place):
    item, start, end = heap[place], place, len(heap)
    child = 2 * place + 1
    while child < end:
        right = child + 1
        if right < end and not heap[child] < heap[right]:
            child = right
        heap[place] = heap[child]
        place, child = child, 2 * child + 1
    heap[place] = item
    _up(heap, start, place)


def heappush(heap, item):
    """Adds an element."""
    heap.append(item)
    _up(heap, 0, len(heap) - 1)


def heappop(heap):
    """Takes the smallest element."""
    last = heap.pop()
    if not heap:
        return last
    smallest, heap[0] = heap[0], last
    _down(heap, 0)
    return smallest


def heapreplace(heap, item):
    """Takes the smallest element and then adds another."""
    smallest, heap[0] = heap[0], item
    _down(heap, 0)
    return smallest


def heappushpop(heap, item):
    """Adds an element and then takes the smallest."""
    return heapreplace(heap, item) if heap and heap[0] < item else item


def heapify(x):
    """Puts a list into order."""
    for place in reversed(range(len(x) // 2)):
        _down(x, place)


def nsmallest(n, iterable, key=None):
    """The n smallest elements."""
    return sorted(iterable, key=key)[:max(n, 0)]


def nlargest(n, iterable, key=None):
    """The n largest elements."""
    return sorted(iterable, key=key, reverse=True)[:max(n, 0)]


def merge(*iterables, key=None, reverse=False):
    """The elements of several sorted iterables, sorted."""
    everything = [item for iterable in iterables for item in iterable]
    yield from sorted(everything, key=key, reverse=reverse)
