"""What all peers share: the same numbers as in data.rs, timing, and the line of JSON that is printed last."""

import importlib
import json
import os
import resource
import sys
import time

CASE, SYSTEM, N, OUTPUT, INPUT = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5]
TAGS = ["group/scalar_%d" % tag for tag in range(10)]


def say(**line):
    print(json.dumps(line))
    sys.exit(0)


def needed(name):
    try:
        return importlib.import_module(name)
    except ImportError as error:
        say(missing="%s cannot be imported: %s" % (name, error))


def bytes_below(directory):
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(directory) for name in names)


def done(seconds, directory, of=resource.RUSAGE_SELF, details=None):
    peak = resource.getrusage(of).ru_maxrss * 1024 / 1e6
    say(seconds=seconds, bytes=bytes_below(directory), peak_rss_mb=peak, details=details)
