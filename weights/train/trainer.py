"""One training step, and how the steps follow one another.

Every step trains the widest network, the narrowest and some between them (the sandwich rule of
arXiv 1903.05134) on one batch, each at a resolution of its own, by the divergence from the
teacher's answer to the same views.
"""

import math
from dataclasses import asdict, dataclass

import torch
from torch.nn import functional as F

import architecture
from architecture import multiply_adds
from lessons import generator
from network import Slimmable
from optimiser import Optimiser


@dataclass(frozen=True)
class Plan:
    """What a run is, besides its length: two runs of one plan on one CPU are the same."""

    seed: int = 1
    batch: int = 512
    optimiser: str = "muon"
    rate: float = 6e-3  # peak learning rate
    decay: float = 0.05  # weight decay of dense weights
    warmup: float = 0.03  # share of the schedule in which the rate rises
    temperature: float = 1.0
    in_place: float = 0.5  # share of the widest's answer in the narrower ones' target, at the end
    average: float = 0.999  # of the weights kept by their moving average, each step
    alpha_min: float = 0.25
    alpha_max: float = 1.0
    resolution_min: int = 96
    resolution_max: int = 256
    resolution_first: int = 160  # the largest at first; it grows by 32 with every
    growth: float = 0.125  # of the schedule
    between: int = 2  # networks of a step between the widest and the narrowest

    def rate_at(self, progress):
        """Returns the learning rate at progress 0..1: a linear rise, then half a cosine to 0."""
        if progress < self.warmup:
            return self.rate * max(progress, 1e-3 * self.warmup) / self.warmup
        turn = min(1.0, (progress - self.warmup) / (1 - self.warmup))
        return self.rate * 0.5 * (1 + math.cos(math.pi * turn))

    def resolutions_at(self, progress):
        """Returns the resolutions drawn from: small ones first, because they cost less while
        there is most to learn."""
        top = self.resolution_first + 32 * int(progress / self.growth)
        found = [r for r in architecture.RESOLUTIONS if self.resolution_min <= r <= self.resolution_max]
        return [r for r in found if r <= max(top, self.resolution_min)]

    def draw(self, progress, random):
        """Returns the (alpha, resolution) of a step's networks, the widest first."""
        widths = architecture.alphas(self.alpha_min, self.alpha_max)
        sizes = self.resolutions_at(progress)
        between = torch.randint(len(widths), (self.between,), generator=random).tolist()
        picked = torch.randint(len(sizes), (2 + self.between,), generator=random).tolist()
        chosen = [widths[-1], widths[0], *(widths[i] for i in between)]
        return [(alpha, sizes[i]) for alpha, i in zip(chosen, picked)]


class Trainer:
    """A network, its moving average and its optimiser, step after step.

    lessons: Live or Fixed of lessons.py. device and settings say where and how it computes."""

    def __init__(self, plan, lessons, device, settings):
        self.plan, self.lessons, self.device = plan, lessons, device
        count = len(lessons.classes)
        self.network = Slimmable(plan.alpha_max, count, generator(plan.seed, -1), settings).to(device)
        self.averaged = Slimmable(plan.alpha_max, count, settings=settings).to(device).requires_grad_(False)
        self.averaged.load_state_dict(self.network.state_dict())
        self.optimiser = Optimiser(self.network, plan.optimiser, plan.decay)
        self.steps, self.seconds = 0, 0.0
        self._held = None

    def step(self, progress):
        """Trains one step at progress 0..1 of the schedule. Returns the divergence of the
        networks from the teacher, on the device, and the operations that the step took."""
        plan, t = self.plan, self.plan.temperature
        random = generator(plan.seed, self.steps)
        networks = plan.draw(progress, random)
        lesson = self.lessons.lesson(plan.batch, random)
        target = teacher = F.softmax(lesson.logits.float() / t, 1)
        losses = []
        for i, (alpha, resolution) in enumerate(networks):
            logits = self.network(lesson.view(resolution), alpha)
            answer = F.log_softmax(logits / t, 1)
            (t * t * F.kl_div(answer, target, reduction="batchmean")).backward()
            losses.append(t * t * F.kl_div(answer.detach(), teacher, reduction="batchmean"))
            if i == 0:  # early on the widest has little to teach
                widest = F.softmax(logits.detach() / t, 1)
                target = torch.lerp(teacher, widest, plan.in_place * progress)
        self.optimiser.step(plan.rate_at(progress))
        self._average()
        self.steps += 1
        cost = 3 * sum(multiply_adds(*n) for n in networks) + self.lessons.multiply_adds
        return torch.stack(losses), 2 * plan.batch * cost

    @torch.no_grad()
    def _average(self):
        """Moves the averaged weights towards the weights, at first by larger shares."""
        kept = min(self.plan.average, (1 + self.steps) / (10 + self.steps))
        averaged = list(self.averaged.parameters())
        torch._foreach_mul_(averaged, kept)
        torch._foreach_add_(averaged, list(self.network.parameters()), alpha=1 - kept)

    @torch.no_grad()
    def agreement(self):
        """Returns how often the averaged network's first answer is the teacher's on photos held
        back, in percent by "alpha/resolution". Normalised by the statistics of these photos: a
        glance while training, not the measurement."""
        if self._held is None:
            self._held = self.lessons.held()
        want, found = self._held.logits.argmax(1), {}
        widths = architecture.alphas(self.plan.alpha_min, self.plan.alpha_max)
        sizes = self.plan.resolutions_at(1)
        for alpha in (widths[0], widths[len(widths) // 2], widths[-1]):
            for resolution in (sizes[len(sizes) // 2], sizes[-1]):
                have = self.averaged(self._held.view(resolution), alpha).argmax(1)
                found[f"{alpha:g}/{resolution}"] = round(100 * (have == want).float().mean().item(), 1)
        return found

    def state(self):
        """Returns all that the next chunk needs."""
        return {"plan": asdict(self.plan), "classes": self.lessons.classes, "steps": self.steps, "seconds": self.seconds,
                "network": self.network.state_dict(), "averaged": self.averaged.state_dict(),
                "optimiser": self.optimiser.state()}

    def restore(self, state):
        """Goes on from a state of the same plan and classes."""
        if state["classes"] != self.lessons.classes:
            raise ValueError(f"trainer: the state was trained on {len(state['classes'])} classes: have "
                             f"{len(self.lessons.classes)}, or others")
        want = asdict(self.plan)
        for key, have in state["plan"].items():
            if have != want[key]:
                raise ValueError(f"trainer: the state was trained with {key} {have}: have {want[key]}")
        self.network.load_state_dict(state["network"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimiser.restore(state["optimiser"])
        self.steps, self.seconds = state["steps"], state["seconds"]
