"""Readers: TensorBoard's data server, its event accumulator, and tbparse."""

import re
import subprocess


def data_server():
    path = needed("tensorboard_data_server").server_binary()
    command = [path, "--logdir", INPUT, "--port", "0", "--reload", "once", "--verbose", "--verbose"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        for line in server.stderr:
            found = re.search(r"Finished load cycle \(([0-9.]+)(ms|µs|s)\)", line)
            if found:
                seconds = float(found[1]) * {"s": 1, "ms": 1e-3, "µs": 1e-6}[found[2]]
                break
        else:
            say(missing="the server did not tell of its load cycle")
    finally:
        server.kill()
        server.wait()
    done(seconds, INPUT, resource.RUSAGE_CHILDREN)


def event_accumulator():
    accumulators = needed("tensorboard.backend.event_processing.event_accumulator")
    begin = time.perf_counter()
    for at, _, names in os.walk(INPUT):
        if any("tfevents" in name for name in names):
            accumulators.EventAccumulator(at).Reload()
    done(time.perf_counter() - begin, INPUT)


def tbparse():
    reader = needed("tbparse").SummaryReader
    begin = time.perf_counter()
    read = reader(INPUT, pivot=False)
    _ = read.histograms if CASE == "read/histograms" else read.scalars
    done(time.perf_counter() - begin, INPUT)


{"tensorboard-data-server": data_server, "EventAccumulator": event_accumulator, "tbparse": tbparse}[SYSTEM]()
