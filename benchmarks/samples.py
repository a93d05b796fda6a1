"""Documents to measure with: each one different, so that nothing is warm but the code."""

from __future__ import annotations

import random
from base64 import b64encode
from datetime import datetime
from decimal import Decimal

from cobranza.cfdi import (
    Comprobante,
    Concepto,
    DoctoRelacionado,
    Emisor,
    Impuestos,
    ImpuestosConcepto,
    ImpuestosDR,
    ImpuestosP,
    Pago,
    Pagos,
    Receptor,
    TimbreFiscalDigital,
    Totales,
    Traslado,
    TrasladoConcepto,
    TrasladoDR,
    TrasladoP,
)

IVA = Decimal("0.160000")
EMISOR = Emisor(rfc="EKU9003173C9", nombre="ESCUELA KEMPER URGATE", regimen_fiscal="601")


def invoice(lines: int, seed: int) -> Comprobante:
    """Build a stamped invoice with `lines` conceptos, IVA 16 % each."""
    rng = random.Random(f"invoice {lines} {seed}")
    moment, seal = _moment(rng), _seal(rng, 256)
    conceptos = tuple(_concepto(rng) for _ in range(lines))
    base = sum((each.importe for each in conceptos), Decimal(0))
    iva = sum((_cents(each.importe * IVA) for each in conceptos), Decimal(0))
    return Comprobante(
        serie="A",
        folio=str(rng.randrange(10**6)),
        fecha=moment,
        sello=seal,
        forma_pago="99",
        no_certificado="30001000000500003416",
        certificado=_seal(rng, 1100),
        condiciones_de_pago=f"CREDITO A {rng.randrange(8, 90)} DIAS",
        sub_total=base,
        moneda="MXN",
        total=base + iva,
        tipo_de_comprobante="I",
        exportacion="01",
        metodo_pago="PPD",
        lugar_expedicion="64000",
        emisor=EMISOR,
        receptor=_receptor("G03"),
        conceptos=conceptos,
        impuestos=Impuestos(
            total_impuestos_trasladados=iva,
            traslados=(
                Traslado(
                    base=base, impuesto="002", tipo_factor="Tasa", tasa_o_cuota=IVA, importe=iva
                ),
            ),
        ),
        complemento=(_timbre(rng, moment, seal),),
    )


def payment(documents: int, seed: int) -> Comprobante:
    """Build a stamped REP: one payment that settles `documents` invoices."""
    rng = random.Random(f"payment {documents} {seed}")
    moment, seal = _moment(rng), _seal(rng, 256)
    settled = tuple(_settled(rng) for _ in range(documents))
    paid = sum((each.imp_pagado for each in settled), Decimal(0))
    base = sum(
        (
            tax.base_dr
            for each in settled
            if each.impuestos_dr
            for tax in each.impuestos_dr.traslados_dr
        ),
        Decimal(0),
    )
    return Comprobante(
        folio=str(rng.randrange(10**6)),
        fecha=moment,
        sello=seal,
        no_certificado="30001000000500003416",
        certificado=_seal(rng, 1100),
        sub_total=Decimal(0),
        moneda="XXX",
        total=Decimal(0),
        tipo_de_comprobante="P",
        exportacion="01",
        lugar_expedicion="64000",
        emisor=EMISOR,
        receptor=_receptor("CP01"),
        conceptos=(
            Concepto(
                clave_prod_serv="84111506",
                cantidad=Decimal(1),
                clave_unidad="ACT",
                descripcion="Pago",
                valor_unitario=Decimal(0),
                importe=Decimal(0),
                objeto_imp="01",
            ),
        ),
        complemento=(
            Pagos(
                totales=Totales(
                    total_traslados_base_iva16=base,
                    total_traslados_impuesto_iva16=paid - base,
                    monto_total_pagos=paid,
                ),
                pago=(
                    Pago(
                        fecha_pago=moment,
                        forma_de_pago_p="03",
                        moneda_p="MXN",
                        tipo_cambio_p=Decimal(1),
                        monto=paid,
                        docto_relacionado=settled,
                        impuestos_p=ImpuestosP(
                            traslados_p=(
                                TrasladoP(
                                    base_p=base,
                                    impuesto_p="002",
                                    tipo_factor_p="Tasa",
                                    tasa_o_cuota_p=IVA,
                                    importe_p=paid - base,
                                ),
                            )
                        ),
                    ),
                ),
            ),
            _timbre(rng, moment, seal),
        ),
    )


def _concepto(rng: random.Random) -> Concepto:
    quantity = Decimal(rng.randrange(1, 50)).quantize(Decimal("0.000001"))
    price = Decimal(rng.randrange(100, 10**6)).scaleb(-2)
    amount = _cents(quantity * price)
    tax = TrasladoConcepto(
        base=amount,
        impuesto="002",
        tipo_factor="Tasa",
        tasa_o_cuota=IVA,
        importe=_cents(amount * IVA),
    )
    return Concepto(
        clave_prod_serv=rng.choice(("43211503", "44121600", "81112100")),
        no_identificacion=f"SKU-{rng.randrange(10**5)}",
        cantidad=quantity,
        clave_unidad="H87",
        unidad="Pieza",
        descripcion=f"Producto de prueba número {rng.randrange(10**5)}, con descripción",
        valor_unitario=price,
        importe=amount,
        objeto_imp="02",
        impuestos=ImpuestosConcepto(traslados=(tax,)),
    )


def _settled(rng: random.Random) -> DoctoRelacionado:
    base = Decimal(rng.randrange(10**4, 10**7)).scaleb(-2)
    iva = _cents(base * IVA)
    return DoctoRelacionado(
        id_documento=_uuid(rng),
        serie="A",
        folio=str(rng.randrange(10**6)),
        moneda_dr="MXN",
        equivalencia_dr=Decimal(1),
        num_parcialidad=1,
        imp_saldo_ant=base + iva,
        imp_pagado=base + iva,
        imp_saldo_insoluto=Decimal("0.00"),
        objeto_imp_dr="02",
        impuestos_dr=ImpuestosDR(
            traslados_dr=(
                TrasladoDR(
                    base_dr=base,
                    impuesto_dr="002",
                    tipo_factor_dr="Tasa",
                    tasa_o_cuota_dr=IVA,
                    importe_dr=iva,
                ),
            )
        ),
    )


def _receptor(uso_cfdi: str) -> Receptor:
    return Receptor(
        rfc="URE180429TM6",
        nombre="UNIVERSIDAD ROBOTICA ESPAÑOLA",
        domicilio_fiscal_receptor="86991",
        regimen_fiscal_receptor="601",
        uso_cfdi=uso_cfdi,
    )


def _timbre(rng: random.Random, moment: datetime, seal: str) -> TimbreFiscalDigital:
    return TimbreFiscalDigital(
        uuid=_uuid(rng),
        fecha_timbrado=moment,
        rfc_prov_certif="SPR190613I52",
        sello_cfd=seal,
        no_certificado_sat="30001000000500003456",
        sello_sat=_seal(rng, 256),
    )


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))


def _moment(rng: random.Random) -> datetime:
    return datetime(2026, rng.randrange(1, 13), rng.randrange(1, 29), 12, rng.randrange(60))


def _uuid(rng: random.Random) -> str:
    text = rng.randbytes(16).hex().upper()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _seal(rng: random.Random, size: int) -> str:
    return b64encode(rng.randbytes(size)).decode()
