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


def picture(seed, side=256):
    level = numpy.arange(side)
    x, y = numpy.meshgrid(level, level)
    grain = numpy.random.default_rng(seed).integers(0, 8, (side, side))
    return (numpy.stack([x, y, (x + y + seed) // 2], -1) + grain[..., None]).astype(numpy.uint8)


if CASE == "histogram":
    VALUES = (numpy.random.default_rng(1).random((4, N), dtype=numpy.float32).sum(0) - 2) * numpy.float32(0.05)
if CASE == "images":
    PICTURES = [picture(seed) for seed in range(N)]
begin = time.perf_counter()
with writers.SummaryWriter(OUTPUT) as writer:
    {"scalars": scalars, "histogram": histogram, "images": images}[CASE](writer)
done(time.perf_counter() - begin, OUTPUT)
