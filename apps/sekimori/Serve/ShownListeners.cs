using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography.X509Certificates;
using Sekimori.WsMan.Operations;

namespace Sekimori.App.Serve;

/// <summary>The ports of WS-Management as winrm/config/listener shows them.</summary>
internal static class ShownListeners
{
    /// <summary>The listeners of a plan.</summary>
    /// <param name="plan">Where the server listens.</param>
    /// <param name="certificate">The certificate of HTTPS; null where HTTPS is off.</param>
    /// <param name="hostName">This host's name.</param>
    public static IReadOnlyList<ConfigListener> Of(ListenPlan plan, X509Certificate2? certificate, string hostName) =>
    [
        .. plan.Http.Select(end => Listener(end, "HTTP", hostName, "")), .. plan.Https.Select(end => Listener(end, "HTTPS", hostName, certificate?.Thumbprint ?? "")),
    ];

    private static ConfigListener Listener(IPEndPoint end, string transport, string hostName, string thumbprint)
    {
        var isAny = end.Address.Equals(IPAddress.Any) || end.Address.Equals(IPAddress.IPv6Any);
        return new ConfigListener(isAny ? "*" : $"IP:{end.Address}", transport, end.Port, hostName, thumbprint, isAny ? OwnAddresses() : [end.Address.ToString()]);
    }

    private static string[] OwnAddresses()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces().Where(i => i.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
                .SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address.ToString()).Distinct()];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
