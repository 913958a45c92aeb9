"""Checkers of page 2.1."""


import numpy as np

from .registry import NotYet, checker


def _number(answer):
    if isinstance(answer, bool) or not isinstance(answer, (int, float, np.integer, np.floating)):
        raise NotYet(f"应当返回一个数，得到 {type(answer).__name__}")
    return answer


@checker("ex-2-1-llama")
def check_llama(llama_parameters):
    """Parameters of a Llama, against the shapes of its matrices added up one by one."""
    for L, d, h, kv, m, V in [(2, 8, 4, 2, 12, 30), (3, 12, 3, 3, 20, 7), (1, 16, 4, 1, 5, 11)]:
        kv_width = kv * d // h
        block = [(d, d), (d, kv_width), (d, kv_width), (d, d), (d, m), (d, m), (m, d), (d,), (d,)]
        shapes = [(V, d), *block * L, (d,), (V, d)]
        truth = sum(int(np.prod(shape)) for shape in shapes)
        got = _number(llama_parameters(L, d, h, kv, m, V))
        if got != truth:
            more = "多" if got > truth else "少"
            raise NotYet(f"llama_parameters({L}, {d}, {h}, {kv}, {m}, {V}) 应为 {truth}，得到 {got}，{more}了 {abs(got - truth)}")


@checker("ex-2-1-conversations")
def check_conversations(conversations):
    """Conversations on one card, by putting them on it one after another."""
    cases = [(10_000, 1000, 2, 2, 4, 10), (80 * 10**9, 8_030_261_248, 32, 8, 128, 8192), (1500, 1000, 1, 1, 1, 1)]
    cases += [(2000, 1000, 1, 1, 1, 1), (2005, 1000, 1, 1, 2, 1), (2004, 1000, 1, 1, 1, 1)]
    for memory, n, L, kv, width, tokens in cases:
        one = sum(2 * kv * width * tokens for _ in range(L) for _ in ("key", "value"))
        used, truth = 2 * n, 0
        while used + one <= memory:
            used, truth = used + one, truth + 1
        got = _number(conversations(memory, n, L, kv, width, tokens))
        if got != truth:
            given = f"conversations({memory}, {n}, {L}, {kv}, {width}, {tokens})"
            slips = {
                memory // one: "权重也要占地方",
                max(memory - n, 0) // one: "权重每个参数 2 字节",
                2 * max(memory - 2 * n, 0) // one: "键和值各一份，每个数 2 字节",
                max(memory - 2 * n, 0) // (one // L): "每一层都要存",
            }
            hint = "；不会是负的" if got < 0 else f"；{slips[got]}" if got in slips else ""
            raise NotYet(f"{given} 应为 {truth}，得到 {got}{hint}")


@checker("ex-2-1-optimum")
def check_optimum(best_size):
    """The best size, against the least of the loss over many sizes."""
    for C, A, B, alpha, beta in [
        (5.76e23, 482.01, 2085.43, 0.3478, 0.3658),
        (1e20, 406.4, 410.7, 0.34, 0.28),
        (1e22, 900.0, 1500.0, 0.42, 0.33),
    ]:
        N = np.logspace(2, 18, 400_001)
        truth = N[(A / N**alpha + B / (C / 6 / N) ** beta).argmin()]
        got = _number(best_size(C, A, B, alpha, beta))
        if not abs(got / truth - 1) <= 0.01:
            hint = (
                "这是最好的 token 数，不是参数个数"
                if abs(C / 6 / truth - got) < 0.01 * abs(got)
                else "令导数为 0 了吗？"
            )
            raise NotYet(f"C={C:.3g} 时最好的 N 约为 {truth:.3g}，得到 {got:.3g}；{hint}")
