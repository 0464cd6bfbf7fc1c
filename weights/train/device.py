"""The device: its name, what it can do at best, and how to wait for it."""

import time

import torch


def choose(name=None):
    """Returns the named device, or the GPU if there is one, else the CPU."""
    return torch.device(name or ("cuda" if torch.cuda.is_available() else "cpu"))


def describe(device):
    """Returns the device's name."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"CPU, {torch.get_num_threads()} threads"


def synchronise(device):
    """Waits until the device has done all it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def seconds(work, device, repeat):
    """Returns the mean time of repeat calls of work, in seconds, after one that is not counted."""
    work()
    synchronise(device)
    start = time.perf_counter()
    for _ in range(repeat):
        work()
    synchronise(device)
    return (time.perf_counter() - start) / repeat


def peak(device):
    """Returns the operations a second of a large matrix product (bfloat16 on a GPU, float32 on a
    CPU), counting a multiply-add as two: the ceiling that utilisation is measured against."""
    n, dtype = (8192, torch.bfloat16) if device.type == "cuda" else (768, torch.float32)
    a, b = (torch.randn(n, n, device=device).to(dtype) for _ in range(2))
    return 2 * n ** 3 / seconds(lambda: a @ b, device, 5)


def bandwidth(device):
    """Returns the bytes a second of a large copy, counting those read and those written."""
    n = 1 << (32 if device.type == "cuda" else 27)
    a, b = (torch.empty(n, dtype=torch.uint8, device=device) for _ in range(2))
    return 2 * n / seconds(lambda: b.copy_(a), device, 5)
