"""A whole training of an HNET in plain PyTorch on the CPU: the yardstick for `npm run bench -- whole`.

    python3 torch_run.py --data FOLDER [--net split|p10] [--iterations N] [--threads N] [--seed N]

The two-step optimisation of hnet-spec.md section 1.3 with stored targets: task loss and gradients, embedding step, Adam
look-ahead, regulariser over all previous tasks, Adam step. Generated matrices lie [out, in], as in the authors' code. One JSON
line a task, with the mean test accuracy over the tasks so far after the last one.
"""

import argparse
import gzip
import json
import resource
import time

import numpy as np
import torch

# target layers, tasks, hidden, activation, task embedding, chunk embedding, chunk size, beta, learning rate, iterations
NETS = {
    "split": ([784, 400, 400, 10], 5, [10, 10], torch.relu, 96, 96, 42000, 0.01, 1e-3, 2000),
    "p10": ([1024, 1000, 1000, 100], 10, [25, 25], torch.nn.functional.elu, 24, 8, 78000, 0.1, 1e-4, 5000),
}
BATCH = 128


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True, help="a folder with mnist/")
    parser.add_argument("--net", choices=NETS, default="split")
    parser.add_argument("--iterations", type=int, help="a task; default: as published")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def mnist(folder, part):
    """Images [n, 28, 28] in 0 to 1, and digits [n]."""
    with gzip.open(f"{folder}/mnist/{part}-images-idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28)
    with gzip.open(f"{folder}/mnist/{part}-labels-idx1-ubyte.gz") as file:
        digits = np.frombuffer(file.read(), np.uint8, offset=8)
    return images.astype(np.float32) / 255, torch.from_numpy(digits.astype(np.int64))


def split_tasks(folder):
    """Per task: training x, y, test x, y; y is 0 or 1."""
    (x, y), (xt, yt) = mnist(folder, "train"), mnist(folder, "t10k")
    x, xt = (torch.from_numpy(images.reshape(-1, 784)) for images in (x, xt))
    for task in range(5):
        mine, mine_t = y // 2 == task, yt // 2 == task
        yield x[mine], y[mine] % 2, xt[mine_t], yt[mine_t] % 2


def permuted_tasks(folder, seed):
    """Per task the images padded to 32 x 32, their pixels in an order of its own (the first as they are)."""
    (x, y), (xt, yt) = mnist(folder, "train"), mnist(folder, "t10k")
    pad = lambda images: torch.from_numpy(np.pad(images, ((0, 0), (2, 2), (2, 2))).reshape(-1, 1024))
    x, xt, random = pad(x), pad(xt), np.random.default_rng(seed)
    for task in range(10):
        order = torch.arange(1024) if task == 0 else torch.from_numpy(random.permutation(1024))
        yield x[:, order], y, xt[:, order], yt


class Hnet:
    """Theta, and what it generates."""

    def __init__(self, layers, hidden, activation, task_size, chunk_size_e, chunk):
        self.shapes = [s for i, o in zip(layers, layers[1:]) for s in ((o, i), (o,))]
        self.sizes = [torch.Size(s).numel() for s in self.shapes]
        self.weights = sum(self.sizes)
        self.chunks = -(-self.weights // chunk)
        self.activation = activation
        widths = [task_size + chunk_size_e, *hidden, chunk]
        theta = [torch.randn(self.chunks, chunk_size_e)]
        for i, o in zip(widths, widths[1:]):
            theta += [torch.randn(i, o) * (2 / (i + o)) ** 0.5, torch.zeros(o)]
        # The output layer so that the generated weights begin about as large as Kaiming's rule has them.
        theta[-2] = torch.randn(widths[-2], chunk) * (2 / (layers[1] * widths[-2])) ** 0.5
        self.theta = [torch.nn.Parameter(p) for p in theta]

    def generate(self, e, theta):
        h = torch.cat([e.expand(self.chunks, -1), theta[0]], 1)
        for k in range(1, len(theta), 2):
            h = h @ theta[k] + theta[k + 1]
            if k + 2 < len(theta):
                h = self.activation(h)
        return h.flatten()[: self.weights]

    def target(self, x, w):
        parts = [p.view(s) for p, s in zip(torch.split(w, self.sizes), self.shapes)]
        for k in range(0, len(parts), 2):
            x = torch.nn.functional.linear(x, parts[k], parts[k + 1])
            if k + 2 < len(parts):
                x = torch.relu(x)
        return x


def candidate(optimiser, parameters, rate):
    """Where Adam would go for the present gradients, without going there."""
    out = []
    for p in parameters:
        s = optimiser.state.get(p, {})
        k = float(s.get("step", 0)) + 1
        m = 0.9 * s.get("exp_avg", 0) + 0.1 * p.grad
        v = 0.999 * s.get("exp_avg_sq", 0) + 0.001 * p.grad**2
        step = rate * (1 - 0.999**k) ** 0.5 / (1 - 0.9**k) * m / (v.sqrt() + 1e-8)
        out.append((p - step).detach().requires_grad_())
    return out


def main():
    o = arguments()
    torch.set_num_threads(o.threads)
    torch.manual_seed(o.seed)
    layers, tasks, hidden, activation, task_size, chunk_e, chunk, beta, rate, published = NETS[o.net]
    net = Hnet(layers, hidden, activation, task_size, chunk_e, chunk)
    data = list(split_tasks(o.data) if o.net == "split" else permuted_tasks(o.data, o.seed))
    classes, embeddings = layers[-1] // tasks, []
    logits = lambda x, e, theta, task: net.target(x, net.generate(e, theta))[:, classes * task : classes * (task + 1)]
    cpu = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    for task, (x, y, _, _) in enumerate(data):
        began = time.perf_counter(), cpu()
        embeddings.append(torch.nn.Parameter(torch.randn(task_size)))
        with torch.no_grad():
            goals = [net.generate(e, net.theta) for e in embeddings[:-1]]
        adam, adam_e = torch.optim.Adam(net.theta, rate), torch.optim.Adam([embeddings[-1]], rate)
        for _ in range(o.iterations or published):
            rows = torch.randint(0, len(x), (BATCH,))
            adam.zero_grad(), adam_e.zero_grad()
            torch.nn.functional.cross_entropy(logits(x[rows], embeddings[-1], net.theta, task), y[rows]).backward()
            adam_e.step()
            if task > 0:
                ahead = candidate(adam, net.theta, rate)
                for e, goal in zip(embeddings, goals):
                    (beta / task * ((goal - net.generate(e.detach(), ahead)) ** 2).sum()).backward()
                for p, q in zip(net.theta, ahead):
                    p.grad += q.grad
            adam.step()
        line = {"task": task, "seconds": time.perf_counter() - began[0], "cpu": cpu() - began[1]}
        if task + 1 == tasks:
            with torch.no_grad():
                right = [
                    (logits(xt, embeddings[j], net.theta, j).argmax(1) == yt).float().mean().item()
                    for j, (_, _, xt, yt) in enumerate(data)
                ]
            line["accuracy"] = sum(right) / tasks
        print(json.dumps({**line, "torch": torch.__version__}), flush=True)


main()
