"""The stream that stands in for sys.stdout or sys.stderr while threads capture what they print."""

import io
import sys
import threading

lock = threading.Lock()


class Kept(io.BytesIO):
    """What is captured; closing the stream does not lose it."""

    def close(self):
        pass


class Stream:
    """Gives what a thread prints to the thread's own capture; where it has none, to the stream that was there before."""

    __slots__ = "sink_of_thread", "name", "before", "captures"

    def __init__(self, sink_of_thread, name, before):
        self.sink_of_thread, self.name, self.before, self.captures = sink_of_thread, name, before, 0

    def write(self, text):
        stream = self.sink_of_thread(self.name) or self.before
        return len(text) if stream is None else stream.write(text)

    def flush(self):
        for stream in self.sink_of_thread(self.name), self.before:
            if stream is not None:
                stream.flush()

    def __getattr__(self, name):
        return getattr(self.sink_of_thread(self.name) or self.before, name)


io.TextIOBase.register(Stream)


def begin(sink_of_thread, name):
    """Begins a capture, and gives what stands in and where the text goes."""
    sink = io.TextIOWrapper(Kept(), "utf-8", "backslashreplace", "", False, True)
    with lock:
        stream = getattr(sys, name, None)
        if type(stream) is not Stream:
            stream = Stream(sink_of_thread, name, stream)
            setattr(sys, name, stream)
        stream.captures += 1
    return stream, sink


def end(stream, sink):
    """Ends a capture, and gives its text. The last one puts the stream from before back, whatever code has put there."""
    with lock:
        stream.captures -= 1
        setattr(sys, stream.name, stream if stream.captures else stream.before)
    return sink.buffer.getvalue().decode("utf-8", "backslashreplace")
