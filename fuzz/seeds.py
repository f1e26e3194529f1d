"""Takes the files of tests/corpus apart into seeds for each target: fuzz/corpus/TARGET/."""

import pathlib
import struct

HERE = pathlib.Path(__file__).parent


def records(data):
    """The data of each whole record, checksums unlooked at."""
    at = 0
    while at + 12 <= len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        if at + 16 + length > len(data):
            return
        yield data[at + 12 : at + 12 + length]
        at += 16 + length


def fields(message):
    """The number and content of each field of a message that has a length."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    try:
        while at < len(message):
            key = varint()
            if key & 7 == 0:
                varint()
            elif key & 7 == 1:
                at += 8
            elif key & 7 == 5:
                at += 4
            elif key & 7 == 2:
                length = varint()
                yield key >> 3, message[at : at + length]
                at += length
            else:
                return
    except IndexError:
        return


def main():
    count = 0

    def seed(target, content):
        nonlocal count
        directory = HERE / "corpus" / target
        directory.mkdir(parents=True, exist_ok=True)
        (directory / f"seed{count:05}").write_bytes(content)
        count += 1

    for path in sorted((HERE.parent / "tests" / "corpus").rglob("*tfevents*")):
        data = path.read_bytes()
        for target in ["framing", "events", "directory"]:
            seed(target, data)
        for event in records(data):
            for number, content in fields(event):
                if number in (4, 5):
                    seed({4: "graph", 5: "summaries"}[number], content)
    config = b'embeddings {\n  tensor_name: "a (step 1)"\n  tensor_path: "a/tensors.tsv"\n  tensor_shape: 2\n  tensor_shape: 3\n  metadata_path: "a/metadata.tsv"\n  sprite {\n    image_path: "a/s.png"\n    single_image_dim: 8\n    single_image_dim: 8\n  }\n}\nmodel_checkpoint_path: "\\303\\244"\n'
    seed("projector", config)
    seed("directory", b"p" + config)


main()
