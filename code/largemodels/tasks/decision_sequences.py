"""The examples of `decision_examples` whose data are sequences or come from acting: text, speech, control.

The same promise: ``example(seed=0, steps=…) -> (score, baseline)``, higher is better. Page 3.4.
"""

from .tools import minimise, mlp, seeded


def _encoder(nn, d=32):
    return nn.TransformerEncoderLayer(d, 4, 64, dropout=0.0, batch_first=True)


def next_token(seed=0, steps=60):
    """The next letter of a sentence that repeats (measured on that sentence). Minus the loss; guessing."""
    with seeded(seed) as (torch, nn, F):
        codes = torch.tensor([ord(c) % 32 for c in "the cat sat on the mat " * 4])
        x, y, T = codes[None, :-1], codes[1:], len(codes) - 1
        embed, place, block, head = nn.Embedding(32, 32), nn.Embedding(T, 32), _encoder(nn), nn.Linear(32, 32)
        mask = nn.Transformer.generate_square_subsequent_mask(T)  # no look at what comes
        net = nn.ModuleList([embed, place, block, head])
        loss = lambda: F.cross_entropy(head(block(embed(x) + place.weight, mask))[0], y)
        minimise(net, loss, steps)
        return -loss().item(), -torch.log(torch.tensor(32.0)).item()


def answer_span(seed=0, steps=100):
    """Where in twelve letters does the marked span start and end? Share of both right; guessing."""
    with seeded(seed) as (torch, nn, F):
        start = torch.randint(0, 8, (800,))
        ends = torch.stack([start, start + torch.randint(1, 5, (800,))], 1)  # (800, 2)
        i, x = torch.arange(12), torch.randint(0, 8, (800, 12))
        x = x + 8 * ((i >= ends[:, :1]) & (i <= ends[:, 1:])).long()  # letters 8 to 15 are marked
        embed, mix, head = nn.Embedding(16, 32), nn.Conv1d(32, 32, 3, padding=1), nn.Linear(32, 2)
        net = lambda x: head(mix(embed(x).transpose(1, 2)).relu().transpose(1, 2))  # (n, 12) -> (n, 12, 2)
        loss = lambda: F.cross_entropy(net(x[:600]), ends[:600])  # the 12 positions are the classes
        minimise(nn.ModuleList([embed, mix, head]), loss, steps)
        return (net(x[600:]).argmax(1) == ends[600:]).all(1).float().mean().item(), 1 / 96


def seq2seq(seed=0, steps=60):
    """Write five letters backwards, fed the true letters so far. Share of letters right; guessing."""
    with seeded(seed) as (torch, nn, F):
        x = torch.randint(1, 9, (500, 5))  # 0 means: begin
        y = x.flip(1)
        told = torch.cat([torch.zeros(500, 1, dtype=torch.long), y[:, :-1]], 1)
        embed, place, head = nn.Embedding(9, 32), nn.Embedding(5, 32), nn.Linear(32, 9)
        body = nn.Transformer(32, 4, 1, 1, 64, dropout=0.0, batch_first=True)
        mask = nn.Transformer.generate_square_subsequent_mask(5)
        net = lambda x, told: head(body(embed(x) + place.weight, embed(told) + place.weight, tgt_mask=mask))
        loss = lambda: F.cross_entropy(net(x[:300], told[:300]).flatten(0, 1), y[:300].flatten())
        minimise(nn.ModuleList([embed, place, head, body]), loss, steps)
        return (net(x[300:], told[300:]).argmax(2) == y[300:]).float().mean().item(), 1 / 8


def ctc(seed=0, steps=150):
    """Three sounds of unknown lengths in twelve frames: which? Share of sequences right; guessing."""
    with seeded(seed) as (torch, nn, F):
        y = torch.randint(1, 5, (800, 3))  # 0 is the blank
        cuts = torch.rand(800, 11).argsort(1)[:, :2].sort(1).values + 1
        frames = y.gather(1, (torch.arange(12) >= cuts[:, :1]).long() + (torch.arange(12) >= cuts[:, 1:]).long())
        X = F.one_hot(frames, 5).float().transpose(1, 2) + 0.3 * torch.randn(800, 5, 12)
        start = torch.cat([torch.ones(800, 1, dtype=torch.bool), frames[:, 1:] != frames[:, :-1]], 1)
        sizes, y = start.sum(1), frames[start]  # a sound said twice in a row is one
        model, cut = nn.Sequential(nn.Conv1d(5, 32, 3, padding=1), nn.ReLU(), nn.Conv1d(32, 5, 1)), sizes[:600].sum()
        log_p = lambda X: model(X).permute(2, 0, 1).log_softmax(2)  # (12, n, 5)
        loss = lambda: F.ctc_loss(log_p(X[:600]), y[:cut], torch.full((600,), 12), sizes[:600])
        minimise(model, loss, steps, 0.02)
        said = [row[row > 0].tolist() for row in map(torch.unique_consecutive, log_p(X[600:]).argmax(2).T)]
        true = [row.tolist() for row in y[cut:].split(sizes[600:].tolist())]
        return sum(a == b for a, b in zip(said, true, strict=True)) / 200, 1 / 36


def synthesis(seed=0, steps=150):
    """Frames of a rising tone from which tone and when. Minus the absolute error; the mean frame."""
    with seeded(seed) as (torch, nn, F):
        X, bands, model = torch.rand(800, 2), torch.linspace(0, 1, 16), mlp(nn, 2, 16, 64)
        Y = torch.exp(-20 * (bands - X.mean(1, keepdim=True)) ** 2)  # (800, 16)
        minimise(model, lambda: F.l1_loss(model(X[:600]), Y[:600]), steps)
        return -F.l1_loss(model(X[600:]), Y[600:]).item(), -F.l1_loss(Y[:600].mean(0).expand(200, 16), Y[600:]).item()


def discrete_policy(seed=0, steps=100):
    """Left if the number is negative, else right; only the reward is told. Mean reward; chance."""
    with seeded(seed) as (torch, nn, F):
        model = mlp(nn, 1, 2)

        def loss(n=200):
            state = torch.randn(n, 1)
            log_pi = model(state).log_softmax(1)
            action = torch.multinomial(log_pi.exp(), 1)
            reward = (action == (state > 0)).float()
            return -(log_pi.gather(1, action) * (reward - reward.mean())).mean()

        minimise(model, loss, steps)
        state = torch.randn(1000, 1)
        return (model(state).argmax(1, keepdim=True) == (state > 0)).float().mean().item(), 0.5


def continuous_policy(seed=0, steps=200):
    """Turn a joint to the angle that is asked; only the reward is told. Minus the squared miss; staying."""
    with seeded(seed) as (torch, nn, F):
        model = mlp(nn, 1, 2)  # mean and log standard deviation

        def loss(n=200):
            goal = torch.randn(n, 1)
            mean, log_std = model(goal).split(1, 1)
            pi = torch.distributions.Normal(mean, log_std.clamp(min=-1).exp())
            action = pi.sample()
            reward = -((action - goal) ** 2)
            return -(pi.log_prob(action) * (reward - reward.mean())).mean()

        minimise(model, loss, steps)
        goal = torch.randn(1000, 1)
        return -((model(goal)[:, :1] - goal) ** 2).mean().item(), -(goal**2).mean().item()
