"""Runs TensorBoard until standard input ends, so that it never outlives the test that started it."""

import os
import sys
import threading

from tensorboard.main import run_main


def end_with_standard_input():
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=end_with_standard_input, daemon=True).start()
sys.argv[0] = "tensorboard"
run_main()
