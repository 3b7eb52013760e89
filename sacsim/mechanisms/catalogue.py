"""All mechanisms of the model, in the order of the evidence."""

from sacsim.mechanisms.contact_and_response import CONTACT_AND_RESPONSE
from sacsim.mechanisms.feedback import FEEDBACK
from sacsim.mechanisms.investigation import INVESTIGATION
from sacsim.mechanisms.mechanism import Mechanism
from sacsim.mechanisms.prosecution import PROSECUTION


def _number(mechanism: Mechanism) -> int:
    return mechanism.number


MECHANISMS = tuple(
    sorted((*CONTACT_AND_RESPONSE, *INVESTIGATION, *PROSECUTION, *FEEDBACK), key=_number)
)
