"""Writers: torch.utils.tensorboard and tensorboardX have the same interface."""

if SYSTEM == "torch":
    needed("torch")
    writers = needed("torch.utils.tensorboard")
else:
    writers = needed("tensorboardX")
numpy = needed("numpy")


def scalars(writer):
    for at in range(N):
        writer.add_scalar(TAGS[at % 10], 1.0 / (1.0 + at * 1e-4), at // 10)


def histogram(writer):
    writer.add_histogram("weights", VALUES, 1)


def images(writer):
    for at, picture in enumerate(PICTURES):
        writer.add_image("picture", picture, at, dataformats="HWC")


def picture(at, side=256):
    return numpy.fromfile(os.path.join(INPUT, "%d.rgb" % at), numpy.uint8).reshape(side, side, 3)


if CASE == "histogram":
    VALUES = (numpy.random.default_rng(1).random((4, N), dtype=numpy.float32).sum(0) - 2) * numpy.float32(0.05)
if CASE == "images":
    PICTURES = [picture(at) for at in range(N)]
begin = time.perf_counter()
with writers.SummaryWriter(OUTPUT) as writer:
    {"scalars": scalars, "histogram": histogram, "images": images}[CASE](writer)
done(time.perf_counter() - begin, OUTPUT)
