"""Answers in the shapes that the SAT's services give, about test RFCs and invented documents.

Shapes from public recordings of phpcfdi/sat-estado-cfdi and phpcfdi/sat-ws-descarga-masiva.
"""

import base64
import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SAT = "http://DescargaMasivaTerceros.sat.gob.mx"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"


def soap(body: str, header: str = "") -> bytes:
    head = f"<s:Header>{header}</s:Header>" if header else ""
    return f'<s:Envelope xmlns:s="{SOAP}">{head}<s:Body>{body}</s:Body></s:Envelope>'.encode()


def fault(code: str, reason: str = "An error occurred when verifying security.") -> bytes:
    return soap(
        f"<s:Fault><faultcode xmlns:a='urn:a'>{code}</faultcode>"
        f'<faultstring xml:lang="en-US">{escape(reason)}</faultstring></s:Fault>'
    )


def consulta(
    estado: str = "Vigente",
    *,
    codigo: str = "S - Comprobante obtenido satisfactoriamente.",
    cancelable: str = "Cancelable con aceptación",
    cancelacion: str = "",
    efos: str | None = "200",
) -> bytes:
    listed = "" if efos is None else f"<a:ValidacionEFOS>{efos}</a:ValidacionEFOS>"
    namespace = "http://schemas.datacontract.org/2004/07/Sat.Cfdi.Negocio.ConsultaCfdi.Servicio"
    return soap(
        '<ConsultaResponse xmlns="http://tempuri.org/">'
        f'<ConsultaResult xmlns:a="{namespace}">'
        f"<a:CodigoEstatus>{codigo}</a:CodigoEstatus>"
        f"<a:EsCancelable>{cancelable}</a:EsCancelable><a:Estado>{estado}</a:Estado>"
        f"<a:EstatusCancelacion>{cancelacion}</a:EstatusCancelacion>{listed}"
        "</ConsultaResult></ConsultaResponse>"
    )


def token(
    value: str = "eyJ0eXAi.abc%26wrap_subject%3d3330",
    created: str = "2026-03-01T12:00:00.000Z",
    expires: str = "2026-03-01T12:05:00.000Z",
) -> bytes:
    return soap(
        '<AutenticaResponse xmlns="http://DescargaMasivaTerceros.gob.mx">'
        f"<AutenticaResult>{value}</AutenticaResult></AutenticaResponse>",
        f'<o:Security s:mustUnderstand="1" xmlns:o="{WSSE}"><u:Timestamp xmlns:u="{WSU}" '
        f'u:Id="_0"><u:Created>{created}</u:Created><u:Expires>{expires}</u:Expires>'
        "</u:Timestamp></o:Security>",
    )


def requested(
    operation: str, request_id: str, code: str = "5000", message: str = "Solicitud Aceptada"
) -> bytes:
    return soap(
        f'<{operation}Response xmlns="{SAT}"><{operation}Result IdSolicitud={quoteattr(request_id)}'
        f" CodEstatus={quoteattr(code)} Mensaje={quoteattr(message)}/></{operation}Response>"
    )


def verified(
    estado: str | int,
    packages: tuple[str, ...] = (),
    *,
    code: str = "5000",
    request_code: str = "5000",
    cfdis: str = "0",
) -> bytes:
    ids = "".join(f"<IdsPaquetes>{each}</IdsPaquetes>" for each in packages)
    return soap(
        f'<VerificaSolicitudDescargaResponse xmlns="{SAT}"><VerificaSolicitudDescargaResult '
        f'CodEstatus="{code}" EstadoSolicitud="{estado}" CodigoEstadoSolicitud="{request_code}" '
        f'NumeroCFDIs="{cfdis}" Mensaje="Solicitud Aceptada">{ids}'
        "</VerificaSolicitudDescargaResult></VerificaSolicitudDescargaResponse>"
    )


def package(data: bytes, code: str = "5000", message: str = "Solicitud Aceptada") -> bytes:
    return package_text(base64.b64encode(data).decode(), code, message)


def package_text(text: str, code: str = "5000", message: str = "Solicitud Aceptada") -> bytes:
    return soap(
        f'<RespuestaDescargaMasivaTercerosSalida xmlns="{SAT}"><Paquete>{text}</Paquete>'
        "</RespuestaDescargaMasivaTercerosSalida>",
        f'<h:respuesta CodEstatus="{code}" Mensaje="{message}" xmlns:h="{SAT}" xmlns="{SAT}"/>',
    )


def archive(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in members.items():
            opened.writestr(f"{name}.xml", data)
    return file.getvalue()


BOMB = (
    b'<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">'
    b'<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">'
    b'<!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;"><!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;">]>'
    b"<b>&h;&h;&h;&h;&h;&h;&h;&h;</b>"
)
