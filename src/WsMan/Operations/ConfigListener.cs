namespace Sekimori.WsMan.Operations;

/// <summary>
/// One listener of the service, as winrm/config/listener shows it ([MS-WSMV] 2.2.4.19). Address and transport together are its name.
/// </summary>
/// <param name="Address">"*", "IP:" and an address, or "MAC:" and the address of a network interface.</param>
/// <param name="Transport">HTTP or HTTPS.</param>
/// <param name="Port">The port.</param>
/// <param name="Hostname">The host's name.</param>
/// <param name="CertificateThumbprint">SHA-1 of the certificate of HTTPS, 40 hexadecimal digits; empty for HTTP, and where a request leaves
/// the choice to the service.</param>
/// <param name="ListeningOn">The addresses that it is reached at; none if it is not open.</param>
internal sealed record ConfigListener(
    string Address, string Transport, int Port, string Hostname, string CertificateThumbprint, IReadOnlyList<string> ListeningOn)
{
    /// <summary>The default path of requests.</summary>
    public const string DefaultPrefix = "wsman";

    /// <summary>Whether it is to be open.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The path of requests, without slashes at its ends.</summary>
    public string UrlPrefix { get; init; } = DefaultPrefix;

    /// <summary>True if this and another are the same listener, whatever else differs.</summary>
    /// <param name="other">The other.</param>
    public bool IsSame(ConfigListener other) =>
        Address.Equals(other.Address, StringComparison.OrdinalIgnoreCase) && Transport == other.Transport;
}
