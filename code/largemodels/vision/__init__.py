"""Networks that look at images, and what trains and judges them.

torch and Keras are imported where they are used, never by importing this room.
"""
