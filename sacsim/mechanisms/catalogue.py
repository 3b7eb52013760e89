"""All mechanisms of the model, in the order of the evidence."""

from sacsim.mechanisms.between_forces import BETWEEN_FORCES
from sacsim.mechanisms.contact_and_response import CONTACT_AND_RESPONSE
from sacsim.mechanisms.delays import DELAYS
from sacsim.mechanisms.feedback import FEEDBACK
from sacsim.mechanisms.investigation import INVESTIGATION
from sacsim.mechanisms.people import PEOPLE
from sacsim.mechanisms.prosecution import PROSECUTION

MECHANISMS = tuple(
    sorted(
        (
            *CONTACT_AND_RESPONSE,
            *PEOPLE,
            *INVESTIGATION,
            *DELAYS,
            *PROSECUTION,
            *FEEDBACK,
            *BETWEEN_FORCES,
        ),
        key=lambda mechanism: mechanism.number,
    )
)
