"""Core number and PageRank in a graph of two sides, over arrays of edges.

A graph object costs more to fill than both figures to work out, and a model reads the graph of ten
days. Every node has an edge; no edge stands twice. Both figures are those of igraph (tests).
"""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def core_numbers(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """The core number of each left and each right node: the largest k such that it is in a part of
    the graph where every node has k neighbours (Batagelj and Zaversnik 2003)."""
    n_left = int(left.max()) + 1
    start = np.concatenate([left, right + n_left])
    degree = np.bincount(start)
    order = np.argsort(start, kind="stable")
    neighbour = np.concatenate([right + n_left, left])[order]
    at = np.concatenate([[0], np.cumsum(degree)])
    core = np.zeros(len(degree), np.int64)
    stays = np.ones(len(degree), bool)
    rest, k = np.arange(len(degree)), 0
    while len(rest):
        k = max(k, int(degree[rest].min()))
        leaving = rest[degree[rest] <= k]
        while len(leaving):
            core[leaving], stays[leaving] = k, False
            n = at[leaving + 1] - at[leaving]
            # The places of all their neighbours, one run after the other.
            places = np.repeat(at[leaving] - (np.cumsum(n) - n), n) + np.arange(n.sum())
            near = neighbour[places]
            near, lost = np.unique(near[stays[near]], return_counts=True)
            degree[near] -= lost
            leaving = near[degree[near] <= k]
        rest = rest[stays[rest]]
    return core[:n_left], core[n_left:]


def pagerank(left: Ints, right: Ints, weight: Floats) -> tuple[Floats, Floats]:
    """PageRank (damping 0.85) of each left and each right node; all together are 1.

    Each side is told by the other, so that only the right one is solved for, by conjugate gradients.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.linalg import LinearOperator, cg

    of_left = 1 / np.sqrt(np.bincount(left, weights=weight))
    of_right = 1 / np.sqrt(np.bincount(right, weights=weight))
    ties = csr_matrix((weight * of_left[left] * of_right[right], (left, right)))
    back = ties.T.tocsr()
    damping, jump = 0.85, 0.15 / (len(of_left) + len(of_right))
    there_and_back = LinearOperator(
        (len(of_right), len(of_right)), matvec=lambda u: u - damping**2 * (back @ (ties @ u))
    )
    u, _ = cg(there_and_back, jump * (of_right + damping * (back @ of_left)), rtol=1e-13)
    v = jump * of_left + damping * (ties @ u)
    return v / of_left, u / of_right
