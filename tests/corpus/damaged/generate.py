"""Writes event files that lie, by hand: needs Python and nothing else.

A file is a version, step 1, the lie, and step 2, unless the lie is that there is less.
"""

import glob
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def header(length):
    length = struct.pack("<Q", length)
    return length + masked(length)


def record(data):
    return header(len(data)) + data + masked(data)


def field(number, data):
    """A length-delimited field of a protobuf message; short ones only."""
    assert len(data) < 128
    return bytes([number << 3 | 2, len(data)]) + data


def event(step, wall_time, what):
    return struct.pack("<Bd", 1 << 3 | 1, wall_time) + bytes([2 << 3, step]) + what


def scalar(step, wall_time=1_700_000_000.0):
    value = field(1, b"loss") + struct.pack("<Bf", 2 << 3 | 5, 1 / step)
    return event(step, wall_time, field(5, field(1, value)))


def tensor_of_one_float(dims):
    """A scalar summary whose tensor says that its only element fills `dims`."""
    shape = b"".join(field(2, bytes([1 << 3]) + varint(size)) for size in dims)
    tensor = bytes([1 << 3, 1]) + field(2, shape) + struct.pack("<Bf", 5 << 3 | 5, 1.0)
    plugin = field(9, field(1, field(1, b"scalars")))
    return event(7, 1_700_000_000.0, field(5, field(1, field(1, b"tensor") + plugin + field(8, tensor))))


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out + bytes([number]))


def flipped(data, at):
    return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]


BEGIN = record(event(0, 1_700_000_000.0, field(3, b"brain.Event:2"))) + record(scalar(1))
END = record(scalar(2))
VICTIM = record(scalar(9))

FILES = {
    "length-8-tib": BEGIN + header(8 << 40) + END,
    "length-u64-max": BEGIN + header(2**64 - 1) + END,
    "flipped-bit-in-data": BEGIN + flipped(VICTIM, 20) + END,
    "flipped-bit-in-length": BEGIN + flipped(VICTIM, 0) + END,
    "flipped-bit-in-checksum": BEGIN + flipped(VICTIM, len(VICTIM) - 1) + END,
    "cut-mid-header": BEGIN + VICTIM[:7],
    "cut-mid-data": BEGIN + VICTIM[:25],
    "torn-and-appended-to": BEGIN + VICTIM[:25] + END,
    "wall-time-nan": BEGIN + record(scalar(9, float("nan"))) + END,
    "not-a-proto": BEGIN + record(b"\xff" * 24) + END,
    "shape-of-2-to-the-80": BEGIN + record(tensor_of_one_float([1 << 40, 1 << 40])) + END,
    "shape-of-2-to-the-40": BEGIN + record(tensor_of_one_float([1 << 40])) + END,
    "empty": b"",
    "text": b"This file has the name of an event file, and is none.\n",
}


def main():
    for path in glob.glob(os.path.join(HERE, "*.tfevents")):
        os.remove(path)
    for name, data in FILES.items():
        with open(os.path.join(HERE, f"{name}.tfevents"), "wb") as file:
            file.write(data)


main()
