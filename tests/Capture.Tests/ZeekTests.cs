using Sekimori.Guard.Observations;

namespace Sekimori.Capture.Tests;

/// <summary>The lines of Zeek's dce_rpc.log and ntlm.log for its own captures.</summary>
public class ZeekTests
{
    [Theory]
    [InlineData("zeek_dce_rpc_netlogon.pcapng", "scripts.base.protocols.dce-rpc.dce_rpc_netlogon__dce_rpc.log")]
    public void Each_line_of_dce_rpc_log_is_a_call_between_the_same_ends(string capture, string baseline)
    {
        var calls = Captures.Observe(Captures.Require(capture)).Where(seen => seen.Kind == ObservationKind.Call)
            .Select(seen => $"{seen.Client.AddressText} {seen.Client.Port} {seen.Server.AddressText} {seen.Server.Port} {seen.Interface?.Name} {seen.Operation}").ToList();
        var lines = Lines(baseline, "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "endpoint", "operation");
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Contains(line, calls));
    }

    [Theory]
    [InlineData("zeek_dce_rpc_ntlm.pcapng", "scripts.base.protocols.dce-rpc.dce_rpc_ntlm__ntlm.log")]
    [InlineData("zeek_ntlm-empty-av-sequence.pcap", "scripts.base.protocols.dce-rpc.ntlm-empty-av-pair-seq__ntlm.log")]
    public void Each_line_of_ntlm_log_is_a_handshake_between_the_same_ends(string capture, string baseline)
    {
        var seen = Captures.Observe(Captures.Require(capture)).Where(one => one.Kind is ObservationKind.Bind or ObservationKind.Logon or ObservationKind.Call)
            // A capture that begins in mid-stream: Zeek takes who speaks first for the client, we take who binds.
            .SelectMany(one => new[] { $"{one.Client.AddressText} {one.Client.Port} {one.Server.AddressText} {one.Server.Port}", $"{one.Server.AddressText} {one.Server.Port} {one.Client.AddressText} {one.Client.Port}" }).ToList();
        var lines = Lines(baseline, "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p");
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Contains(line, seen));
    }

    private static List<string> Lines(string baseline, params string[] fields)
    {
        var all = File.ReadAllLines(Captures.Require(Path.Combine("zeek-baselines", baseline)));
        var names = all.First(line => line.StartsWith("#fields", StringComparison.Ordinal)).Split('\t')[1..];
        return [.. all.Where(line => !line.StartsWith('#')).Select(line => line.Split('\t')).Select(values => string.Join(' ', fields.Select(field => values[Array.IndexOf(names, field)])))];
    }
}
