"""The package behind the textbook 《AI 大模型：从原理到应用》.

Each subpackage is a room named for what is in it; importing this one loads none of them.
"""

__version__ = "0.1.0"
