"""Random shifts and small affine distortions of a batch of images, in torch.

Left out: elastic distortion (Simard, Steinkraus and Platt, 2003), which brings a little more.
"""

import torch
import torch.nn.functional as F


def random_shift(x, pixels, generator=None):
    """Shift each image of `x` (n, 1, h, w) by up to `pixels` along both axes; zeros come in.

    Notes
    -----
    Taught on page 5.4.
    """
    n, _, h, w = x.shape
    padded = F.pad(x[:, 0], (pixels,) * 4)  # (n, h + 2 pixels, w + 2 pixels)
    offset = torch.randint(0, 2 * pixels + 1, (2, n, 1), generator=generator).to(x.device)
    rows = offset[0] + torch.arange(h, device=x.device)  # (n, h)
    cols = offset[1] + torch.arange(w, device=x.device)  # (n, w)
    image = torch.arange(n, device=x.device)[:, None, None]
    return padded[image, rows[:, :, None], cols[:, None, :]][:, None]  # (n, 1, h, w)


def random_affine(x, degrees, scale, shear, pixels, generator=None):
    """Rotate, scale, shear and shift each image of `x` (n, 1, h, w), bilinearly; zeros come in.

    Parameters
    ----------
    degrees, scale, shear, pixels : float
        Each image draws from the uniform distribution between minus and plus these; the
        size along each axis is 1 plus its draw.
    """
    n, _, h, w = x.shape
    u = (2 * torch.rand(6, n, generator=generator) - 1).to(x.device)
    angle = u[0] * degrees * torch.pi / 180
    c, s = torch.cos(angle), torch.sin(angle)
    sx, sy, k = 1 + scale * u[1], 1 + scale * u[2], shear * u[3]
    row1 = torch.stack([sx * c, sx * (k * c - s), 2 * pixels / w * u[4]], dim=1)
    row2 = torch.stack([sy * s, sy * (k * s + c), 2 * pixels / h * u[5]], dim=1)
    grid = F.affine_grid(torch.stack([row1, row2], dim=1), list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, align_corners=False)  # (n, 1, h, w)
