"""Stop a training and go on later as if nothing had happened, bit for bit."""

import os
import pathlib

import torch


def save_checkpoint(trainer, path):
    """Write everything the rest of the training depends on: a whole file, or the old one stays.

    Parameters
    ----------
    trainer : Trainer
        Its batches must know their ``state_dict``, as `Batches` does.
    path : str or path

    Raises
    ------
    TypeError
        If the batches cannot say where they stand.
    """
    path = pathlib.Path(path)
    state = {name: part.state_dict() for name, part in _parts(trainer).items()}
    state |= {"step": trainer.step, "random": torch.get_rng_state()}  # dropout draws from the latter
    if torch.cuda.is_available():
        state["random_cuda"] = torch.cuda.get_rng_state_all()
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        torch.save(state, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def load_checkpoint(trainer, path):
    """Bring `trainer`, made anew as it was before, to where `save_checkpoint` found it.

    The file is read as numbers only (``weights_only``): it cannot run code.
    """
    state = torch.load(path, map_location="cpu", weights_only=True)
    for name, part in _parts(trainer).items():
        part.load_state_dict(state[name])
    trainer.step = state["step"]
    torch.set_rng_state(state["random"])
    if "random_cuda" in state and torch.cuda.is_available():
        torch.cuda.set_rng_state_all(state["random_cuda"])


def _parts(trainer):
    if not hasattr(trainer.batches, "state_dict"):
        raise TypeError(f"{type(trainer.batches).__name__} has no state_dict: the training could not go on from it")
    parts = {name: getattr(trainer, name) for name in ("model", "optimizer", "schedule", "averaged", "batches")}
    return {name: part for name, part in parts.items() if part is not None}
