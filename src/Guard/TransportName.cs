namespace Sekimori.Guard;

/// <summary>Transports as policies, observations and commands write them.</summary>
internal static class TransportName
{
    private static readonly string[] Names = ["tcp", "np", "udp", "http", "https", "local"];

    /// <summary>The name: tcp, np, udp, http, https or local.</summary>
    public static string Of(Transport transport) => Names[(int)transport];

    /// <summary>The transport with this name; null if there is none.</summary>
    public static Transport? Parse(string name) => Array.IndexOf(Names, name) is >= 0 and var at ? (Transport)at : null;
}
