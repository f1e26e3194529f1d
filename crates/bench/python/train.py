"""A training in torch with and without its SummaryWriter, in turns: the networks and the cadence of `attach`."""

torch = needed("torch")
writers = needed("torch.utils.tensorboard")
BLOCK, BATCH, SIDE, LEARNING_RATE = 50, 64, 8, 1e-3
torch.manual_seed(1)
torch.set_num_threads(os.cpu_count())


def digits():
    nn = torch.nn
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(32 * 16, 64), nn.ReLU(), nn.Linear(64, 10),
    )


def large():
    nn, widths = torch.nn, [SIDE * SIDE, 2240, 2240, 2240, 10]
    layers = [nn.Flatten()]
    for index, (before, after) in enumerate(zip(widths, widths[1:])):
        layers += [nn.ReLU()] * (index > 0) + [nn.Linear(before, after)]
    return nn.Sequential(*layers)


NETWORK = CASE.split("/")[1]
MODEL = large() if NETWORK.startswith("large") else digits()
OPTIMIZER = torch.optim.Adam(MODEL.parameters(), lr=LEARNING_RATE)
IMAGES, LABELS = torch.rand(BATCH, 1, SIDE, SIDE), torch.arange(BATCH) % 10


def block(writer, step):
    begin = time.perf_counter()
    for step in range(step, step + BLOCK):
        answers = MODEL(IMAGES)
        loss = torch.nn.functional.cross_entropy(answers, LABELS)
        numbers = loss.item(), (answers.argmax(1) == LABELS).float().mean().item()
        OPTIMIZER.zero_grad()
        loss.backward()
        if writer:
            log(writer, numbers, step)
        OPTIMIZER.step()
    if writer:
        writer.flush()
    return time.perf_counter() - begin


def log(writer, numbers, step):
    writer.add_scalar("loss", numbers[0], step)
    writer.add_scalar("accuracy", numbers[1], step)
    writer.add_scalar("learning_rate", LEARNING_RATE, step)
    if not NETWORK.endswith("scalars") and step % BLOCK == 0:
        for name, parameter in MODEL.named_parameters():
            writer.add_histogram("weights/" + name, parameter, step)
            writer.add_histogram("gradients/" + name, parameter.grad, step)


block(None, 0)
bare, logged = [], []
with writers.SummaryWriter(OUTPUT) as writer:
    for at in range(-(-N // BLOCK)):
        bare.append(block(None, 0))
        logged.append(block(writer, 1 + at * BLOCK))
median = lambda seconds: sorted(seconds)[len(seconds) // 2]
done(sum(logged), OUTPUT, details={"ratio": median(logged) / median(bare), "steps_per_block": BLOCK})
