"""The smallest example of each row of `decisions`: a few lines of torch on data made in place.

Each is ``example(seed=0, steps=…) -> (score, baseline)``, higher is better, and takes well under two seconds on
one core; ``steps=0`` gives the same net untrained. The score is measured on new data, except where the docstring
says otherwise. The nets are toys, several without the architecture of their row: what an example shows is that
output, target and loss fit together and that training on them helps, not that another pair would do worse. Page 3.4.
"""

from .tools import minimise, mlp, seeded


def binary(seed=0, steps=150):
    """Are two numbers of the same sign? Accuracy; the baseline is guessing."""
    with seeded(seed) as (torch, nn, F):
        X, model = torch.randn(800, 2), mlp(nn, 2, 1)
        y = (X[:, 0] * X[:, 1] > 0).float()
        minimise(model, lambda: F.binary_cross_entropy_with_logits(model(X[:400])[:, 0], y[:400]), steps)
        return ((model(X[400:])[:, 0] > 0) == (y[400:] > 0)).float().mean().item(), 0.5


def regression(seed=0, steps=150):
    """The product of two numbers. Minus the mean squared error; the baseline answers the mean."""
    with seeded(seed) as (torch, nn, F):
        X, model = torch.randn(800, 2), mlp(nn, 2, 1)
        y = X[:, 0] * X[:, 1]
        minimise(model, lambda: F.mse_loss(model(X[:400])[:, 0], y[:400]), steps)
        return -F.mse_loss(model(X[400:])[:, 0], y[400:]).item(), -y[400:].var().item()


def multi_class(seed=0, steps=150):
    """Is a noisy 8 x 8 picture of horizontal, vertical or no stripes? Accuracy; guessing."""
    with seeded(seed) as (torch, nn, F):
        y, wave = torch.randint(3, (400,)), torch.tensor([1.0, 1, -1, -1] * 2)
        X = torch.stack([wave[:, None] + 0 * wave, wave + 0 * wave[:, None], torch.zeros(8, 8)])[y]
        X = (X + torch.randn(400, 8, 8))[:, None]  # (400, 1, 8, 8)
        model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 3))
        minimise(model, lambda: F.cross_entropy(model(X[:200]), y[:200]), steps)
        return (model(X[200:]).argmax(1) == y[200:]).float().mean().item(), 1 / 3


def multi_label(seed=0, steps=150):
    """Which of three signals are present? Share of examples with all three right; guessing each."""
    with seeded(seed) as (torch, nn, F):
        Y, signals = (torch.rand(800, 3) < 0.5).float(), torch.randn(3, 12)
        X, model = Y @ signals + 0.3 * torch.randn(800, 12), mlp(nn, 12, 3)
        minimise(model, lambda: F.binary_cross_entropy_with_logits(model(X[:400]), Y[:400]), steps)
        return ((model(X[400:]) > 0) == (Y[400:] > 0)).all(1).float().mean().item(), 1 / 8


def detection(seed=0, steps=150):
    """Box and class of one filled or hollow square. Minus the box error in pixels; the mean box."""
    with seeded(seed) as (torch, nn, F):
        left, top, side = torch.randint(0, 8, (3, 800)) + torch.tensor([[0], [0], [3]])
        box, kind = torch.stack([left, top, left + side, top + side], 1).float(), torch.randint(2, (800,))
        i = torch.arange(18.0)
        inside = [(i >= box[:, [a]]) & (i < box[:, [a + 2]]) for a in (0, 1)]
        core = [(i >= box[:, [a]] + 1) & (i < box[:, [a + 2]] - 1) for a in (0, 1)]
        X = (inside[1][:, :, None] & inside[0][:, None]).float()  # (800, 18, 18)
        X = (X - (core[1][:, :, None] & core[0][:, None]) * kind[:, None, None]).flatten(1)
        model = mlp(nn, 324, 6, 64)

        def loss():
            out = model(X[:600])  # (600, 4 + 2)
            return F.smooth_l1_loss(out[:, :4], box[:600]) + F.cross_entropy(out[:, 4:], kind[:600])

        minimise(model, loss, steps)
        return -(model(X[600:])[:, :4] - box[600:]).abs().mean().item(), -(
            box[:600].mean(0) - box[600:]
        ).abs().mean().item()


def segmentation(seed=0, steps=100):
    """Which pixels of a noisy picture belong to the bright rectangle? IoU; the baseline marks all."""
    with seeded(seed) as (torch, nn, F):
        start, i = torch.randint(0, 6, (80, 2)), torch.arange(12)
        span = (i >= start[..., None]) & (i < start[..., None] + 6)  # (80, 2, 12)
        Y = (span[:, 0, :, None] & span[:, 1, None]).long()  # (80, 12, 12)
        X = (Y + 0.7 * torch.randn(80, 12, 12))[:, None]
        model = nn.Sequential(nn.Conv2d(1, 8, 5, padding=2), nn.ReLU(), nn.Conv2d(8, 2, 5, padding=2))
        minimise(model, lambda: F.cross_entropy(model(X[:40]), Y[:40]), steps)
        said, true = model(X[40:]).argmax(1) == 1, Y[40:] == 1
        return ((said & true).sum() / (said | true).sum()).item(), true.float().mean().item()


def denoising(seed=0, steps=150):
    """Predict the noise added to points of a circle. Minus the squared error; answering 0 costs 1."""
    with seeded(seed) as (torch, nn, F):
        model = mlp(nn, 3, 2, 64)

        def error(n=400):
            angle, t, noise = 6.2832 * torch.rand(n), torch.rand(n, 1), torch.randn(n, 2)
            clean = torch.stack([angle.cos(), angle.sin()], 1)
            return F.mse_loss(model(torch.cat([(1 - t) ** 0.5 * clean + t**0.5 * noise, t], 1)), noise)

        minimise(model, error, steps)
        return -error(2000).item(), -1.0
