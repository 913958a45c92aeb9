"""The one training loop of the book, in torch.

`trainer` is the loop, `batches` draws what goes in, `callbacks` watch, `checkpoints` stop and go on.
torch is imported by these modules, never by importing this room.
"""
