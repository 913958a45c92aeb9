"""Which output, loss, metric and architecture a task asks for: a table that can be queried.

The task decides the loss and the output layer; the data decides which architecture to try first. Each row states
the usual first choice, not the only one, and carries the smallest example that runs its output and its loss, in
`decision_examples` and `decision_sequences`.
Taught on page 3.4.
"""

from collections.abc import Callable
from typing import NamedTuple

from largemodels.book.display import publish

from . import decision_examples as examples
from . import decision_sequences as sequences

__all__ = ["DECISIONS", "Decision", "matching", "progress", "recommend"]


class Decision(NamedTuple):
    """One row of the table; k classes, V tokens, T time steps."""

    task: str
    """What is asked, in Chinese, and after a slash in English."""
    data: str
    """What the input is: 表格, 图像, 文字, 语音 or 状态, likewise with its English name."""
    output: str
    """What the last layer gives, before any softmax or sigmoid."""
    loss: str
    """What training makes small."""
    metric: str
    """What is reported."""
    architecture: str
    """What to try first on this kind of data."""
    page: str
    """The section of the book that goes on from here."""
    example: Callable
    """A function ``example(seed=0, steps=…) -> (score, baseline)``; higher is better, `steps` 0 is untrained."""


_TABLE, _IMAGE, _TEXT, _SPEECH, _STATE = "表格 / table", "图像 / image", "文字 / text", "语音 / speech", "状态 / state"

DECISIONS = (
    Decision("二分类 / binary classification", _TABLE, "1 个对数几率", "二元交叉熵",
             "F1、AUC", "全连接、梯度提升树", "4.3", examples.binary),
    Decision("回归 / regression", _TABLE, "1 个数", "平方误差",
             "平均绝对误差", "全连接、梯度提升树", "4.1", examples.regression),
    Decision("多分类 / multi-class classification", _IMAGE, "k 个对数几率", "softmax 交叉熵",
             "正确率", "卷积", "5", examples.multi_class),
    Decision("多标签分类 / multi-label classification", _IMAGE, "k 个对数几率", "k 个二元交叉熵",
             "F1、全对率", "卷积", "3.4", examples.multi_label),
    Decision("目标检测 / object detection", _IMAGE, "每个框 4 个数，k 个对数几率", "平滑 L1 + softmax 交叉熵",
             "mAP", "卷积", "6.2", examples.detection),
    Decision("语义分割 / segmentation", _IMAGE, "每个像素 k 个对数几率", "逐像素 softmax 交叉熵",
             "交并比 IoU", "卷积，不丢位置", "6.2", examples.segmentation),
    Decision("图像生成 / image generation", _IMAGE, "与输入同形状的噪声", "平方误差（猜加了什么噪声）",
             "FID", "卷积（U-Net）、Transformer", "6.2", examples.denoising),
    Decision("文本生成 / next-token prediction", _TEXT, "每个位置 V 个对数几率", "softmax 交叉熵",
             "困惑度", "因果 Transformer", "6.1", sequences.next_token),
    Decision("抽取式问答 / extractive question answering", _TEXT, "每个位置 2 个对数几率（起、止）", "两个 softmax 交叉熵",
             "F1、全对率", "Transformer 编码器", "6.1", sequences.answer_span),
    Decision("机器翻译 / sequence-to-sequence", _TEXT, "译文每个位置 V 个对数几率", "softmax 交叉熵",
             "BLEU", "编码器–解码器 Transformer", "6.1", sequences.seq2seq),
    Decision("语音识别 / speech recognition", _SPEECH, "每帧 V + 1 个对数几率（多一个空白）", "CTC",
             "词错误率 WER", "卷积 + Transformer", "6.3", sequences.ctc),
    Decision("语音合成 / speech synthesis", _SPEECH, "每帧各频带的强度", "绝对误差",
             "听感打分 MOS", "Transformer、卷积", "6.3", sequences.synthesis),
    Decision("游戏 / discrete control", _STATE, "每个动作 1 个对数几率", "策略梯度：−log π(a) × 优势",
             "平均回报", "全连接（画面用卷积）", "6.4", sequences.discrete_policy),
    Decision("机器人控制 / continuous control", _STATE, "每个关节的均值和标准差", "策略梯度（π 是正态分布）",
             "平均回报", "全连接", "6.4", sequences.continuous_policy),
)  # fmt: skip
"""The rows, in the order in which `recommend` shows them."""

_HEADS = ("任务", "数据", "输出层", "损失", "指标", "先试的架构", "章节")

_PAGES = {
    "3.4": "../03-algorithms/3-4-applications.ipynb",
    "4.1": "../04-mathematics/4-1-model.ipynb",
    "4.3": "../04-mathematics/4-3-xor.ipynb",
    "5": "../05-practice/index.md",
} | {f"6.{i}": "../06-applications/index.md" for i in range(1, 5)}  # fmt: skip
"""Where a section lies, seen from a page of a chapter."""

WORDS = {
    "k": "类别有几个",
    "V": "词表里有几个 token",
    "F1": "精确率（说有的里面，真有的比例）与召回率（真有的里面，说出来的比例）的调和平均",
    "AUC": "正例和反例各随机挑一个，正例得分更高的机会",
    "梯度提升树": "许多棵小决策树，一棵接一棵地补前面的错",
    "全对率": "整个答案一点不差才算对",
    "平滑 L1": "误差小时用平方，大时用绝对值",
    "mAP": "每一类按把握排序，精确率随召回率变化的曲线下的面积，再对各类取平均",
    "IoU": "两块区域重合的面积，除以合起来盖住的面积",
    "FID": "真图和生成的图各送进同一个识别网络，两批特征的均值和协方差差多远",
    "U-Net": "先缩小、再放大，同样大小的层之间直接相连的卷积网络",
    "困惑度": "$e$ 的（每个 token 的平均损失）次方",
    "因果": "每个位置只看前面",
    "编码器": "每个位置前后都看",
    "解码器": "看着原文，照已经写出的往下写",
    "BLEU": "译文与参考译文有多少相同的连续词组",
    "CTC": "不知道声音与文字怎样对齐，就把所有对得上的排法的概率加起来，再取负对数",
    "词错误率": "改成正确的文字要替换、删除、插入几处，除以词数",
    "MOS": "听众打分（1 到 5）的平均",
    "策略梯度": "动作 a 的结果比平常好，就让它的概率 π(a) 变大；“优势”是好了多少",
}
"""Words of the table that a reader may not know, each with one clause."""


def progress(score, baseline):
    """Return how much of the way from `baseline` to the best possible `score` covers; 1 is perfect, 0 the baseline.

    A share of right answers is at best 1, and minus an error (its baseline is negative) at best 0.
    """
    best = 0.0 if baseline < 0 else 1.0
    return (score - baseline) / (best - baseline)


def matching(task=None, data=None):
    """Return the rows whose task and data contain the words asked for, as a list of `Decision`.

    Parameters
    ----------
    task, data : str, optional
        Part of the Chinese or the English name, in any case; None takes all.

    Raises
    ------
    TypeError
        If `task` or `data` is neither text nor None.
    ValueError
        If nothing bears that name, or no row has both; the message lists the known names.
    """
    rows = list(DECISIONS)
    for column, wanted in (("task", task), ("data", data)):
        if wanted is None:
            continue
        if not isinstance(wanted, str):
            raise TypeError(f"{column} must be text or None, got {type(wanted).__name__}")
        word = wanted.strip().lower()
        if not word or not any(word in getattr(row, column).lower() for row in DECISIONS):
            known = "; ".join(dict.fromkeys(getattr(row, column) for row in DECISIONS))
            raise ValueError(f"unknown {column} {wanted!r}; known: {known}")
        rows = [row for row in rows if word in getattr(row, column).lower()]
    if not rows:
        there = "; ".join(row.task for row in matching(data=data))
        raise ValueError(f"no row has task {task!r} and data {data!r}; with that data there are: {there}")
    return rows


def recommend(task=None, data=None):
    """Display the rows of `matching(task, data)` as a table, and below it what its rarer words mean.

    Examples
    --------
    >>> recommend(task="CTC")
    Traceback (most recent call last):
        ...
    ValueError: unknown task 'CTC'; known: ...
    """
    rows = matching(task, data)
    lines = [_HEADS, ["---"] * len(_HEADS)]
    for row in rows:
        link = f"[{row.page}]({_PAGES[row.page]})"
        lines.append([row.task.split(" / ")[0], row.data.split(" / ")[0], *row[2:6], link])
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    shown = " ".join(cell for row in rows for cell in row[2:6])
    words = "；".join(f"{word}：{clause}" for word, clause in WORDS.items() if word in shown)
    publish({"text/markdown": f"{table}\n\n{words}。" if words else table})
