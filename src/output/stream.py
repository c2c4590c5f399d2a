"""The streams that stand in for sys.stdout or sys.stderr: while threads capture what they print, and where the program
sends it elsewhere."""

import atexit
import codecs
import io
import sys
import threading

lock = threading.Lock()


class Binary(io.BufferedIOBase):
    """Takes bytes for a capture."""

    def __init__(self, sink):
        self.sink = sink
        self.decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")

    def writable(self):
        return True

    def write(self, data):
        self.sink.write(self.decoder.decode(data))
        return memoryview(data).nbytes

    def close(self):
        pass


class Stream:
    """Gives what a thread prints to the thread's own capture; where it has none, to the stream that was there before."""

    __slots__ = "sink_of_thread", "name", "before", "sinks"

    def __init__(self, sink_of_thread, name, before):
        self.sink_of_thread, self.name, self.before, self.sinks = sink_of_thread, name, before, set()

    def write(self, text):
        stream = self.sink_of_thread(self.name) or self.before
        return len(text) if stream is None else stream.write(text)

    def flush(self):
        if self.before is not None:
            self.before.flush()

    def close(self):
        """What is captured stays."""
        if self.sink_of_thread(self.name) is None:
            self.before.close()

    @property
    def buffer(self):
        sink = self.sink_of_thread(self.name)
        if sink is None:
            return self.before.buffer
        if not hasattr(sink, "binary"):
            sink.binary = Binary(sink)
        return sink.binary

    @property
    def encoding(self):
        return "utf-8" if self.sink_of_thread(self.name) else self.before.encoding

    @property
    def errors(self):
        return "backslashreplace" if self.sink_of_thread(self.name) else self.before.errors

    def __getattr__(self, name):
        return getattr(self.sink_of_thread(self.name) or self.before, name)


io.TextIOBase.register(Stream)


def begin(sink_of_thread, name):
    """Begins a capture, and gives what stands in and where the text goes."""
    sink = io.StringIO(newline="")
    with lock:
        stream = getattr(sys, name, None)
        if type(stream) is not Stream:
            stream = Stream(sink_of_thread, name, stream)
        # Known before it is seen, so that an interrupt between the two leaves nothing behind.
        stream.sinks.add(sink)
        setattr(sys, name, stream)
    return stream, sink


def end(stream, sink):
    """Ends a capture, and gives its text as UTF-8. The last one puts the stream from before back, whatever code has put
    there. One that was interrupted can be called again."""
    with lock:
        stream.sinks.discard(sink)
        setattr(sys, stream.name, stream if stream.sinks else stream.before)
    if hasattr(sink, "binary"):
        sink.write(sink.binary.decoder.decode(b"", True))
        del sink.binary
    return sink.getvalue().encode("utf-8", "backslashreplace")


class Redirected(io.TextIOBase):
    """Gives what is printed to `write`: whole lines, each of one thread, and with `partial` what is flushed, too."""

    encoding, errors = "utf-8", "backslashreplace"
    all = []

    def __init__(self, name, write, partial):
        self.name, self.give, self.partial = "<{}>".format(name), write, partial
        self.pending = {}
        self.binary = Binary(self)
        setattr(sys, name, self)

    def writable(self):
        return True

    def write(self, text):
        thread = threading.get_ident()
        pending = self.pending.pop(thread, "") + text
        end = pending.rfind("\n") + 1
        try:
            if end:
                self.give(pending[:end].encode(self.encoding, self.errors))
        finally:
            # Who was given it may have printed, too.
            if end < len(pending):
                self.pending[thread] = pending[end:] + self.pending.get(thread, "")
        return len(text)

    def flush(self):
        if self.partial:
            self.finish(threading.get_ident())

    def finish(self, *threads):
        """Gives what threads, or all, have printed of a line."""
        for thread in threads or list(self.pending):
            rest = self.pending.pop(thread, None)
            if rest:
                self.give(rest.encode(self.encoding, self.errors))

    def close(self):
        self.flush()

    @property
    def buffer(self):
        return self.binary


def redirect(name, write, partial):
    if not Redirected.all:
        atexit.register(finish)
    Redirected.all = [stream for stream in Redirected.all if getattr(sys, name, None) is not stream]
    Redirected.all.append(Redirected(name, write, partial))


def finish():
    for stream in Redirected.all:
        stream.finish()
