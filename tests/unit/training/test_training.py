"""The one loop: what it computes, what callbacks see, that it goes on bit for bit, what it refuses."""

import io
import itertools
import subprocess
import sys

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from largemodels.training import batches as batches_module
from largemodels.training import callbacks as callbacks_module
from largemodels.training.batches import Batches
from largemodels.training.callbacks import Evaluation, Progress, every
from largemodels.training.checkpoints import load_checkpoint, save_checkpoint
from largemodels.training.trainer import Trainer


def loss(model, batch):
    x, y = batch
    return F.cross_entropy(model(x), y)


def data(n=40):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n, 4)).astype(np.float32)
    return x, (x[:, 0] > 0).astype(np.int64)


def jitter(batch, generator):
    x, y = batch
    return x + 0.01 * torch.randn(x.shape, generator=generator), y


def trainer(total=10, **options):
    """Return a training in which everything that has a state takes part: dropout, batch norm, Adam, a schedule."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8, bias=False), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 2))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.05, total_steps=total)
    batches = Batches(*data(), batch_size=16, seed=1, augment=jitter)
    return Trainer(model, loss, batches, optimizer, schedule=schedule, **options)


def same(a, b):
    return all(torch.equal(p, q) for p, q in zip(a.state_dict().values(), b.state_dict().values(), strict=True))


def test_it_is_the_loop_written_out():
    ours = trainer(clip=0.5)
    net = ours.run(7)
    other = trainer()
    model, optimizer = other.model, other.optimizer
    for batch in itertools.islice(other.batches, 7):
        optimizer.zero_grad()
        loss(model, batch).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        other.schedule.step()
    assert net is ours.model
    assert same(ours.model, other.model)
    assert not net.training


def test_it_learns():
    net = trainer(total=200).run(200)
    x, y = data()
    assert (net(torch.tensor(x)).argmax(dim=1).numpy() == y).mean() >= 0.95


@pytest.mark.parametrize("average", [None, 0.9])
def test_ten_steps_are_five_then_a_file_then_five(tmp_path, average):
    straight = trainer(average=average)
    straight.run(10)
    first = trainer(average=average)
    first.run(5)
    save_checkpoint(first, tmp_path / "half.pt")
    torch.manual_seed(99)
    second = trainer(average=average)
    second.run(2)  # gone astray, and brought back
    load_checkpoint(second, tmp_path / "half.pt")
    second.run(5)
    assert second.step == 10
    assert same(second.model, straight.model)
    assert same(second.network, straight.network)
    assert torch.equal(second.last_loss, straight.last_loss)


def test_a_checkpoint_is_whole_or_not_there(tmp_path, monkeypatch):
    path, ours = tmp_path / "a.pt", trainer()
    save_checkpoint(ours, path)
    before = path.read_bytes()

    def broken(state, file):
        file.write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(torch, "save", broken)
    with pytest.raises(OSError, match="disk full"):
        save_checkpoint(ours, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_batches_that_cannot_be_continued_are_not_saved(tmp_path):
    model = nn.Linear(4, 2)
    ours = Trainer(model, loss, [], torch.optim.SGD(model.parameters()))
    with pytest.raises(TypeError, match="list has no state_dict"):
        save_checkpoint(ours, tmp_path / "a.pt")


def test_callbacks_see_each_step_from_one_and_the_loss_before_it():
    seen = []
    ours = trainer()
    ours.run(6, [every(2, lambda t: seen.append((t.step, float(t.last_loss) > 0, t is ours))), lambda t: t.model.eval()])
    assert seen == [(2, True, True), (4, True, True), (6, True, True)]
    assert same(ours.model, trainer_after(6))  # a callback's eval() is undone


def trainer_after(steps):
    return trainer().run(steps)


def test_evaluation_does_not_disturb_the_training():
    modes = []

    def score(net):
        modes.append((net.training, torch.is_grad_enabled()))
        return round(loss(net, [torch.tensor(a) for a in data()]).item(), 6)

    watch, ours = Evaluation(score), trainer()
    ours.run(6, [every(3, watch)])
    assert [step for step, _ in watch.history] == [3, 6]
    assert modes == [(False, False)] * 2
    assert same(ours.model, trainer_after(6))


def test_the_average_is_the_formula():
    ours, kept = trainer(average=0.75), []
    ours.run(4, [lambda t: kept.append(t.model[0].weight.detach().clone())])
    wanted = kept[0]
    for weight in kept[1:]:
        wanted = 0.75 * wanted + 0.25 * weight
    torch.testing.assert_close(ours.network[0].weight.detach(), wanted)
    assert ours.network is not ours.model


def test_batches_go_through_every_row_in_a_new_order_each_time():
    x = np.arange(10)
    drawn = Batches(x, -x, batch_size=5, seed=3)
    rounds = [torch.cat([next(drawn)[0] for _ in range(2)]) for _ in range(3)]
    assert all(sorted(r.tolist()) == list(range(10)) for r in rounds)
    assert len({tuple(r.tolist()) for r in rounds}) == 3
    a, b = next(drawn)
    assert torch.equal(a, -b)


def test_the_same_seed_draws_the_same_batches_and_a_rest_is_passed_over():
    one, two, other = (Batches(*data(10), batch_size=4, seed=s, augment=jitter) for s in (1, 1, 2))
    assert all(torch.equal(next(one)[0], next(two)[0]) for _ in range(5))
    assert not torch.equal(next(one)[0], next(other)[0])


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("stream", "shown"), [(io.StringIO, False), (Terminal, True)])
def test_the_bar_is_only_for_a_terminal(monkeypatch, capsys, stream, shown):
    out = stream()
    monkeypatch.setattr(sys, "stderr", out)
    trainer().run(3, [Progress(3)])
    assert ("loss" in out.getvalue() and "3/3" in out.getvalue()) == shown
    assert bool(out.getvalue()) == shown
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("change", "error", "words"), [
    ({"loss": 3}, TypeError, "loss must be a function"),
    ({"batches": 3}, TypeError, "batches must be iterable"),
    ({"clip": 0}, ValueError, "clip must be positive, got 0"),
    ({"average": 1}, ValueError, "average must lie between 0 and 1, got 1"),
    ({"schedule": "other"}, ValueError, "schedule must have been made from this optimizer"),
])
def test_the_trainer_refuses(change, error, words):
    model = nn.Linear(4, 2)
    if "schedule" in change:
        change = {"schedule": trainer().schedule}
    given = {"loss": loss, "batches": [], "optimizer": torch.optim.SGD(model.parameters())} | change
    with pytest.raises(error, match=words):
        Trainer(model, **given)


def test_batches_that_run_out_are_said():
    model = nn.Linear(4, 2)
    batch = tuple(torch.tensor(a) for a in data())
    ours = Trainer(model, loss, [batch] * 2, torch.optim.SGD(model.parameters()))
    with pytest.raises(RuntimeError, match="ran out after 2 steps"):
        ours.run(3)


def test_batches_and_every_refuse():
    with pytest.raises(ValueError, match="equally long"):
        Batches(np.zeros(3), np.zeros(4), batch_size=1)
    for size in (0, 4):
        with pytest.raises(ValueError, match=f"from 1 to the 3 rows there are, got {size}"):
            Batches(np.zeros(3), batch_size=size)
    with pytest.raises(ValueError, match="steps must be 1 or more, got 0"):
        every(0, print)


@pytest.mark.parametrize("module", [batches_module, callbacks_module, sys.modules[Trainer.__module__]])
def test_the_examples_hold(module):
    import doctest

    torch.manual_seed(0)
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


def test_importing_the_room_loads_no_framework():
    code = "import sys, largemodels.training; sys.exit(any(m in sys.modules for m in ('torch', 'keras', 'tensorflow')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
