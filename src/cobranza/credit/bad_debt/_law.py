"""The law of bad debt as dated data: LISR 27-XV, and when a debt prescribes.

UDIS have a value for each day, which is given by whoever asks; no value is here.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from cobranza.credit.arrears import Confidence, LegalRule

__all__ = ["BAD_DEBT_LAW"]

_LISR: Final = "LISR, art. 27, fracción XV"
_LISR_2013: Final = dt.date(2014, 1, 1)
"""The present LISR is in force since that day; its predecessor had the same figure in 31-XVI."""
_REFORM: Final = dt.date(2022, 1, 1)
"""DOF 12-11-2021."""

BAD_DEBT_LAW: Final = (
    LegalRule(
        key="prescription",
        says="La pérdida por créditos incobrables se considera realizada en el mes en que se "
        "consuma el plazo de prescripción que corresponda.",
        source=_LISR,
        confidence=Confidence.CITED,
        since=_LISR_2013,
    ),
    LegalRule(
        key="small_credit",
        says="Hay notoria imposibilidad práctica de cobro en créditos cuya suerte principal al "
        "vencer no exceda de 30 000 UDIS. Se suman todos los créditos de la misma persona.",
        source=f"{_LISR}, inciso a)",
        confidence=Confidence.CITED,
        since=_LISR_2013,
        threshold=Decimal(30000),
        unit="UDI",
    ),
    LegalRule(
        key="default",
        says="En el plazo de un año desde que se incurrió en mora no se logró el cobro; se deduce "
        "en el mes en que se cumple.",
        source=f"{_LISR}, inciso a)",
        confidence=Confidence.CITED,
        since=_LISR_2013,
        threshold=Decimal(1),
        unit="years",
    ),
    LegalRule(
        key="notice_to_debtor",
        says="Al deudor con actividad empresarial se le informa por escrito que se deducirá el "
        "crédito, para que acumule el ingreso de la deuda no cubierta.",
        source=f"{_LISR}, inciso a), último párrafo; aplicable al inciso b)",
        confidence=Confidence.CITED,
        since=_LISR_2013,
    ),
    LegalRule(
        key="report_to_sat",
        says="A más tardar el 15 de febrero se informa al SAT de los créditos incobrables "
        "deducidos en el año de calendario anterior.",
        source=f"{_LISR}, inciso a), último párrafo; aplicable al inciso b)",
        confidence=Confidence.CITED,
        since=_LISR_2013,
        threshold=Decimal(15),
        unit="days",
    ),
    LegalRule(
        key="report_to_bureau",
        says="De los créditos con el público en general entre 5 000 pesos y 30 000 UDIS se informa "
        "a las sociedades de información crediticia.",
        source=f"{_LISR}, inciso a), segundo párrafo",
        confidence=Confidence.UNVERIFIED,
        since=_LISR_2013,
        threshold=Decimal(5000),
        unit="MXN",
    ),
    LegalRule(
        key="large_credit",
        says="En créditos de más de 30 000 UDIS, el acreedor demandó el pago ante la autoridad "
        "judicial o inició el arbitraje convenido.",
        source=f"{_LISR}, inciso b), texto anterior al DOF 12-11-2021",
        confidence=Confidence.CITED,
        since=_LISR_2013,
        until=_REFORM - dt.timedelta(days=1),
        threshold=Decimal(30000),
        unit="UDI",
    ),
    LegalRule(
        key="large_credit",
        says="En créditos de más de 30 000 UDIS, el acreedor obtuvo resolución definitiva de la "
        "autoridad competente con la que demuestra haber agotado las gestiones de cobro, o que fue "
        "imposible ejecutar la resolución favorable.",
        source=f"{_LISR}, inciso b), reformado DOF 12-11-2021",
        confidence=Confidence.CITED,
        since=_REFORM,
        threshold=Decimal(30000),
        unit="UDI",
    ),
    LegalRule(
        key="insolvency",
        says="El deudor fue declarado en concurso, o en quiebra con sentencia que la declare "
        "concluida por pago concursal o por falta de activos.",
        source=f"{_LISR}, inciso c)",
        confidence=Confidence.READ,
        since=_LISR_2013,
    ),
    LegalRule(
        key="mortgage",
        says="De una cuenta con garantía hipotecaria solo es deducible la mitad en el supuesto del "
        "inciso b).",
        source=f"{_LISR}, último párrafo",
        confidence=Confidence.READ,
        since=_LISR_2013,
        threshold=Decimal("0.5"),
        unit="share",
    ),
    LegalRule(
        key="inflation_adjustment",
        says="Para el ajuste anual por inflación, el crédito deducido se considera cancelado en el "
        "último mes de la primera mitad del ejercicio.",
        source=f"{_LISR}; LISR, art. 44",
        confidence=Confidence.READ,
        since=_LISR_2013,
    ),
    LegalRule(
        key="recovery",
        says="Lo que se recupere de un crédito deducido por incobrable es ingreso acumulable.",
        source="LISR, art. 18, fracción V",
        confidence=Confidence.UNVERIFIED,
        since=_LISR_2013,
    ),
    LegalRule(
        key="iva",
        says="El IVA que no se cobró no se causó: no hay IVA que recuperar, y no es parte de la "
        "pérdida.",
        source="LIVA, art. 1-B",
        confidence=Confidence.CITED,
    ),
    LegalRule(
        key="prescription_ordinary",
        says="Las acciones mercantiles sin plazo más corto prescriben en diez años, desde que la "
        "acción pudo ejercitarse.",
        source="Código de Comercio, arts. 1040 y 1047; tesis XXXI.10 C (registro 164721)",
        confidence=Confidence.READ,
        threshold=Decimal(10),
        unit="years",
    ),
    LegalRule(
        key="prescription_retail",
        says="La acción del mercader por menor por sus ventas al fiado prescribe en un año, desde "
        "el día de cada venta.",
        source="Código de Comercio, art. 1043, fracción I",
        confidence=Confidence.READ,
        threshold=Decimal(1),
        unit="years",
    ),
    LegalRule(
        key="prescription_note",
        says="La acción cambiaria directa de un pagaré prescribe en tres años desde su "
        "vencimiento.",
        source="LGTOC, arts. 165 y 174; SCJN, contradicción de tesis 144/2005-PS",
        confidence=Confidence.CITED,
        threshold=Decimal(3),
        unit="years",
    ),
    LegalRule(
        key="interruption",
        says="La demanda, el reconocimiento de la deuda o la renovación del documento interrumpen "
        "la prescripción; el plazo vuelve a empezar ese día.",
        source="Código de Comercio, arts. 1041 y 1042",
        confidence=Confidence.READ,
    ),
)
"""The rules of LISR 27-XV and of prescription."""
