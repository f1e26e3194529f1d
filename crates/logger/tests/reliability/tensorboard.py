"""Asks TensorBoard, with either of its readers, for the runs that the kill tests have left.

    NNVIZ_KILLS=/tmp/kills cargo test -p nnviz-logger --test reliability three_hundred -- --ignored
    python tensorboard.py /tmp/kills

`expected.json` says which is the last step of each run; every step up to it must be there.
"""

import json
import pathlib
import subprocess
import sys
import time
import urllib.request


def ask(port, path):
    with urllib.request.urlopen(f"http://localhost:{port}/data/{path}", timeout=60) as answer:
        return json.load(answer)


def steps(port, run):
    points = ask(port, f"plugin/scalars/scalars?run={run}&tag=loss")
    return [step for _, step, _ in points]


def wait(question, is_answer):
    """Asks until the answer is right, as long as the reader may still be reading."""
    answer = None
    for _ in range(2400):
        try:
            answer = question()
            if is_answer(answer):
                return answer
        except OSError:
            pass
        time.sleep(0.5)
    raise SystemExit(f"no right answer in time; the last one: {str(answer)[:300]}")


def check(logdir, expected, fast, port):
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", logdir, "--port", str(port)]
    command += [f"--load_fast={fast}", "--samples_per_plugin=scalars=1000000", "--reload_interval=1"]
    board = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for run, last in expected.items():
            wait(lambda: steps(port, run), lambda found: found == list(range(1, last + 1)))
        print(f"--load_fast={fast}: {len(expected)} runs, {sum(expected.values())} steps, none missing")
    finally:
        board.kill()


def main():
    logdir = pathlib.Path(sys.argv[1])
    expected = json.loads((logdir / "expected.json").read_text())
    for fast, port in [("true", 6816), ("false", 6817)]:
        check(str(logdir), expected, fast, port)


main()
