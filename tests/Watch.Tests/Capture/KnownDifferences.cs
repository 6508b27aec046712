namespace Sekimori.Capture.Tests;

/// <summary>Where tshark 4.0.17 and this reader differ on a shared capture, and why.</summary>
internal static class KnownDifferences
{
    private const string Netlogon = "12345678-1234-abcd-ef00-01234567cffb";

    private static readonly Dictionary<string, string[]> All = new()
    {
        // A connectionless request names its interface in its own header ([C706] 12.5.2.4); tshark's fields for binds do not see it.
        ["sv_dcerpc-udp-scapy.pcap"] =
        [
            "request 192.168.0.1 255.255.255.255:8000 udp ? 0 level=1: tshark 5, here 0",
            .. new[]
            {
                "1eb94ad0-be43-4990-9462-fa6e4829c0a9", "8f8ab437-0c52-4b49-a2ae-33aa20bc561f", "bacab84e-569d-4acd-bd97-8f9c56f37701",
                "c91394fc-9863-4ac5-9239-b2c7c27d4c0f", "e96598c5-3f18-4a1e-8931-9e52b747adf8",
            }.Select(uuid => $"request 192.168.0.1 255.255.255.255:8000 udp {uuid} 0 level=1: tshark 0, here 1"),
        ],
        // 21 calls, as Suricata's test of this capture expects; tshark loses the one of which only a retransmission was captured.
        ["sv_zerologon.pcap"] = [$"request 172.16.0.10 172.16.5.58:49668 tcp {Netlogon} 26 level=1: tshark 20, here 21"],
    };

    /// <summary>
    /// Checks of Suricata's whose count is another here. Its reader takes no bind without PFC_FIRST_FRAG; the server of this capture took
    /// it, as Windows does, and answered with a bind_ack: the call after it is one of the interface's.
    /// </summary>
    public static IReadOnlyDictionary<(string File, int Number), int> OfSuricata
    {
        get;
    } = new Dictionary<(string, int), int> { [("sv_dcerpc-bind-no-frag-flag.pcap", 2)] = 2 };

    public static IEnumerable<string> Of(string file) => All.TryGetValue(file, out var known) ? known : [];
}
