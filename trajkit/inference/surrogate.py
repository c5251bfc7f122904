"""A polynomial that stands for the flights near the particles, to look far ahead cheaply.

Figures are fitted, as polynomials of coordinates of the unknowns, to flights that have been flown.
A particle then makes many small steps on the fit, and one flight decides whether it may stay where
they led: with the ratio of both densities the fit's error is made good, and the draws are those of
the flights. A good fit gives nearly independent draws for a flight each; a bad one costs flights
that are refused.

References
----------
Liu (2001), Monte Carlo Strategies in Scientific Computing, Springer, section 9.4.3; Christen and
Fox (2005), Journal of Computational and Graphical Statistics 14, 795-810.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve

from trajkit.inference.polynomial import Products, polynomials

__all__ = ["Surrogate", "fit_surrogate"]

Array = NDArray[np.float64]

_RIDGE = 1e-9
_ROUNDED = 1e-5
# Flights for each coefficient, below which a simpler polynomial is fitted.
_PER_COEFFICIENT = 4.0


@dataclass(frozen=True, eq=False)
class Surrogate:
    """Fitted figures.

    Attributes
    ----------
    middle, half
        Of the points it was fitted to, shape (dimension, 1).
    products
        Of the unknowns.
    rows
        Which figures are fitted, of how many.
    coefficients
        Shape (fitted figures, products).
    """

    middle: Array
    half: Array
    products: Products
    rows: NDArray[np.intp]
    count: int
    coefficients: Array

    def __call__(self, x: Array) -> Array:
        """Figures by the fit, shape (figures, n); 0 where they are not fitted."""
        found = np.zeros((self.count, x.shape[1]))
        near = (x - self.middle) / self.half
        found[self.rows] = polynomials(self.products, self.coefficients, near)
        return found


def fit_surrogate(x: Array, figures: Array, wanted: NDArray[np.bool_]) -> Surrogate | None:
    """Fit figures to points; None if there are too few flights.

    Parameters
    ----------
    x
        Coordinates of flights, shape (dimension, n).
    figures
        Shape (figures, n). Each is fitted to the flights that have it.
    wanted
        Which figures are fitted, shape (figures,).
    """
    dimension = len(x)
    landed = np.isfinite(figures[0])
    if np.count_nonzero(landed) < 2.0 * _PER_COEFFICIENT * (dimension + 1):
        return None
    x, figures = x[:, landed], figures[:, landed]
    middle = np.median(x, axis=1, keepdims=True)
    half = np.maximum(2.0 * x.std(axis=1, keepdims=True), 1e-6)
    products = _affordable(dimension, x.shape[1])
    values_of_products = products((x - middle) / half)
    rows = np.flatnonzero(wanted)
    coefficients = np.empty((rows.size, products.count))
    # Figures that the same flights have are fitted together.
    alike: dict[bytes, list[int]] = {}
    for number, row in enumerate(rows):
        known = np.isfinite(figures[row])
        if np.count_nonzero(known) < _PER_COEFFICIENT * (dimension + 1):
            return None
        alike.setdefault(known.tobytes(), []).append(number)
    for numbers in alike.values():
        values = figures[rows[numbers]]
        known = np.isfinite(values[0])
        part, values = values_of_products[:, known], values[:, known]
        square = part @ part.T
        square[np.diag_indices(len(square))] += _RIDGE * float(np.trace(square))
        found = solve(square, part @ values.T, assume_a="pos", check_finite=False).T
        # As fine as it needs to be, and no finer: what threads do to the last bits goes.
        place = _ROUNDED * np.maximum(values.std(axis=1, keepdims=True), 1e-9)
        coefficients[numbers] = np.round(found / place) * place
    return Surrogate(middle, half, products, rows, len(figures), coefficients)


def _affordable(dimension: int, count: int) -> Products:
    """Products up to the third degree, or as many as there are flights for."""
    for degree in (3, 2):
        products = Products.of(dimension, degree)
        if products.count * _PER_COEFFICIENT <= count:
            return products
    return Products.of(dimension, 1)
