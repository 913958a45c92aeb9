"""ResNet-50 and Inception v3: a kernel's weights are used again at every position.

Both are walked through once, layer by layer, with the shape of the image at hand. Each
convolution is followed by batch normalisation, a scale and a shift per channel; two more
numbers per channel (mean and variance seen in training) are stored, but not learned.

The libraries disagree on details, which are switches here: Keras gives ResNet's convolutions
biases, which the normalisation after them makes idle, and leaves the scale out of
Inception's normalisation; torchvision, like most of today's code, puts the stride of a
ResNet block on its 3 x 3 kernel ("v1.5"), He et al. (2016) and Keras on the 1 x 1 before it.
"""

from dataclasses import dataclass

from .._check import whole_fields
from .architecture import Architecture, Part, dense


class _Walk:
    """The shape of the image on its way, and what the layers passed so far hold."""

    def __init__(self, channels, size, bias, scale):
        self.channels, self.size, self.bias, self.scale = channels, size, bias, scale
        self.parameters = self.multiply_adds = self.normalised = 0

    def conv(self, channels, height, width=None, *, stride=1, same=True):
        """Pass a convolution with `height` x `width` kernels, and its normalisation."""
        width = height if width is None else width
        if not same and self.size < height:
            raise ValueError(f"image is too small: {self.size} pixels are left for a kernel of {height}")
        self.size = -(-(self.size if same else self.size - height + 1) // stride)
        kernel = height * width * self.channels * channels
        self.parameters += kernel + channels * (self.bias + self.scale + 1)
        self.multiply_adds += kernel * self.size**2
        self.normalised += channels
        self.channels = channels
        return self

    def pool(self, *, same=False):
        """Pass 3 x 3 pooling with stride 2."""
        self.size = -(-(self.size if same else self.size - 2) // 2)
        return self

    def fork(self, *branches):
        """Send the image through each branch, and lay the channels that come out side by side."""
        channels, size, total = self.channels, self.size, 0
        for branch in branches:
            self.channels, self.size = channels, size
            branch(self)
            total += self.channels
        self.channels = total
        return self


class _ConvolutionalNet(Architecture):
    unit = "image"

    def parts(self):
        """Return the Parts by name: the convolutions with their normalisation, and the classifier."""
        walk = self._walk()
        convolutions = Part(walk.parameters, walk.parameters, walk.multiply_adds)
        return {"convolutions and norms": convolutions, "classifier": dense(walk.channels, self.classes)}

    @property
    def n_statistics(self):
        """Numbers that normalisation stores without learning them: a mean and a variance per channel."""
        return 2 * self._walk().normalised


@dataclass(frozen=True)
class ResNet50Config(_ConvolutionalNet):
    """Fifty layers with shortcuts (He et al., 2016). Taught on page 2.1."""

    image: int = 224
    """Height and width in pixels; three colours."""
    classes: int = 1000
    stride_on_3x3: bool = True
    """Where a block halves the image: on its 3 x 3 kernel (v1.5), or on the 1 x 1 before (2016)."""
    conv_bias: bool = False

    def __post_init__(self):
        whole_fields(self)

    def _walk(self):
        walk = _Walk(3, self.image, self.conv_bias, True)
        walk.conv(64, 7, stride=2).pool(same=True)
        for stage, (blocks, channels) in enumerate([(3, 64), (4, 128), (6, 256), (3, 512)]):
            for block in range(blocks):
                self._block(walk, channels, first=block == 0, stride=2 if stage and block == 0 else 1)
        return walk

    def _block(self, walk, channels, *, first, stride):
        early, late = (1, stride) if self.stride_on_3x3 else (stride, 1)
        kept, size = walk.channels, walk.size
        walk.conv(channels, 1, stride=early).conv(channels, 3, stride=late).conv(4 * channels, 1)
        if first:  # the shortcut must change its shape, too
            walk.channels, walk.size = kept, size
            walk.conv(4 * channels, 1, stride=stride)


@dataclass(frozen=True)
class InceptionV3Config(_ConvolutionalNet):
    """Branches of several kernel shapes side by side (Szegedy et al., 2016), as released.

    The auxiliary classifier, which serves training only, is left out.
    """

    image: int = 299
    """Height and width in pixels; three colours. At least 75."""
    classes: int = 1000
    norm_scale: bool = True
    """Whether normalisation has a learned scale (torchvision) or only a shift (Keras)."""

    def __post_init__(self):
        whole_fields(self)
        if self.image < 75:
            raise ValueError(f"image must be at least 75, got {self.image}")

    def _walk(self):
        w = _Walk(3, self.image, False, self.norm_scale)
        w.conv(32, 3, stride=2, same=False).conv(32, 3, same=False).conv(64, 3).pool()
        w.conv(80, 1).conv(192, 3, same=False).pool()
        for pooled in (32, 64, 64):
            w.fork(
                lambda w: w.conv(64, 1),
                lambda w: w.conv(48, 1).conv(64, 5),
                lambda w: w.conv(64, 1).conv(96, 3).conv(96, 3),
                lambda w, pooled=pooled: w.conv(pooled, 1),
            )
        w.fork(
            lambda w: w.conv(384, 3, stride=2, same=False),
            lambda w: w.conv(64, 1).conv(96, 3).conv(96, 3, stride=2, same=False),
            lambda w: w.pool(),
        )
        for c in (128, 160, 160, 192):
            w.fork(
                lambda w: w.conv(192, 1),
                lambda w, c=c: w.conv(c, 1).conv(c, 1, 7).conv(192, 7, 1),
                lambda w, c=c: w.conv(c, 1).conv(c, 7, 1).conv(c, 1, 7).conv(c, 7, 1).conv(192, 1, 7),
                lambda w: w.conv(192, 1),
            )
        w.fork(
            lambda w: w.conv(192, 1).conv(320, 3, stride=2, same=False),
            lambda w: w.conv(192, 1).conv(192, 1, 7).conv(192, 7, 1).conv(192, 3, stride=2, same=False),
            lambda w: w.pool(),
        )
        for _ in range(2):
            w.fork(
                lambda w: w.conv(320, 1),
                lambda w: w.conv(384, 1).fork(lambda w: w.conv(384, 1, 3), lambda w: w.conv(384, 3, 1)),
                lambda w: w.conv(448, 1).conv(384, 3).fork(lambda w: w.conv(384, 1, 3), lambda w: w.conv(384, 3, 1)),
                lambda w: w.conv(192, 1),
            )
        return w
