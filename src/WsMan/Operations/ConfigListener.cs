namespace Sekimori.WsMan.Operations;

/// <summary>One port that the service listens on, as winrm/config/listener shows it ([MS-WSMV] 2.2.4.19).</summary>
/// <param name="Address">"*", or "IP:" and an address.</param>
/// <param name="Transport">HTTP or HTTPS.</param>
/// <param name="Port">The port.</param>
/// <param name="Hostname">The host's name.</param>
/// <param name="CertificateThumbprint">SHA-1 of the certificate of HTTPS, 40 hexadecimal digits; empty for HTTP.</param>
/// <param name="ListeningOn">The addresses that it is reached at.</param>
public sealed record ConfigListener(string Address, string Transport, int Port, string Hostname, string CertificateThumbprint, IReadOnlyList<string> ListeningOn);
