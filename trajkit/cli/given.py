"""Figures typed instead of an event, or beside one, for sampling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trajkit.errors import InputError

if TYPE_CHECKING:
    from trajkit.cli.site import Place
    from trajkit.reports.claim import Claim
    from trajkit.reports.event import Event
    from trajkit.reports.quantities import Quantity

__all__ = ["FLAGS", "Given"]

FLAGS: dict[Quantity, str] = {
    "range": "--range",
    "apogee": "--apogee",
    "second_peak": "--second-peak",
    "top_speed": "--speed",
    "flight_time": "--flight-time",
}


@dataclass(frozen=True)
class Given:
    """What was typed of a flight.

    Attributes
    ----------
    figures
        Quantities with their wordings.
    place
        Where it started; None if that is the event's.
    azimuth_deg
        Bearing of the point of fall from there; None if not given.
    """

    figures: tuple[tuple[Quantity, str], ...] = ()
    place: Place | None = None
    azimuth_deg: float | None = None

    @property
    def site(self) -> tuple[float, float] | None:
        """Latitude and longitude. Units: degrees."""
        return None if self.place is None else (self.place.latitude_deg, self.place.longitude_deg)

    def words(self) -> tuple[str, ...]:
        """As it was typed."""
        words = [f"{FLAGS[quantity]} {wording}" for quantity, wording in self.figures]
        if self.azimuth_deg is not None:
            words.append(f"--azimuth {self.azimuth_deg:g}")
        if self.place is not None:
            words.append(f"--site {self.place.latitude_deg:g},{self.place.longitude_deg:g}")
        return tuple(words)

    def beside(self, event: Event) -> Event:
        """The event from the site that was typed, with the figures as claims of the user's own.

        Raises
        ------
        InputError
            If a figure cannot be used.
        """
        from trajkit.reports import catalogue
        from trajkit.reports.given import with_claims

        site = self.site
        if site is None:
            known = catalogue.site(event.site)
            site = known.latitude_deg, known.longitude_deg
        claims = self._claims(site)
        if self.place is not None:
            event = event.model_copy(update={"site": self._name})
        return with_claims(event, claims) if claims else event

    def alone(self, body: str | None) -> Event:
        """An event of nothing else.

        Raises
        ------
        InputError
            If there is no figure, no site, or no class of bodies and no range to tell it by.
        """
        from trajkit.reports.given import given_event

        if self.place is None or self.site is None:
            raise InputError(
                "figures without an event need a place to start from; add for instance "
                "--site 39.19,125.96"
            )
        claims = self._claims(self.site)
        if not self.figures:
            raise InputError(
                'nothing was reported of the flight; add for instance --range "about 1,100 km"'
            )
        return given_event(claims, site=self._name, body=body or self._likely_body(claims))

    @property
    def _name(self) -> str:
        """Of the site, or its coordinates."""
        return "" if self.place is None else self.place.name or self.place.title

    def _claims(self, site: tuple[float, float]) -> tuple[Claim, ...]:
        from trajkit.reports.given import given_bearing, given_claims

        claims: list[Claim] = []
        for quantity, wording in self.figures:
            try:
                claims += given_claims({quantity: wording})
            except InputError as error:
                raise InputError(f"{FLAGS[quantity]}: {error}") from None
        if self.azimuth_deg is not None:
            try:
                claims.append(
                    given_bearing(self.azimuth_deg, latitude_deg=site[0], longitude_deg=site[1])
                )
            except InputError as error:
                raise InputError(f"--azimuth: {error}") from None
        return tuple(claims)

    @staticmethod
    def _likely_body(claims: tuple[Claim, ...]) -> str:
        from trajkit.analysis.assumptions import likely_body

        values = {claim.quantity: claim.value for claim in claims}
        distance = values.get("range")
        if distance is None:
            raise InputError(
                "the class of the body cannot be told without a range; add --body with one of "
                "srbm, mrbm, irbm, icbm or glide"
            )
        return likely_body(distance, values.get("apogee"))
