using Sekimori.Observations;

namespace Sekimori.Capture.Tests;

/// <summary>
/// The lines of zeek-baselines: what Zeek's own tests expect of its captures. Not compared: the session key in raw-ntlm (a key is not an
/// observation), the account that Zeek reads from a ticket with the service's keytab, and the secondary address of a bind_ack.
/// </summary>
public class ZeekTests
{
    [Theory]
    [InlineData("zeek_dce_rpc_netlogon.pcapng", "scripts.base.protocols.dce-rpc.dce_rpc_netlogon__dce_rpc.log")]
    public void Each_line_of_dce_rpc_log_is_a_call_between_the_same_ends(string capture, string baseline)
    {
        var calls = Captures.Observe(Captures.Require(capture)).Where(seen => seen.Kind == ObservationKind.Call)
            .Select(
            seen =>
            $"{seen.Client.AddressText} {seen.Client.Port} {seen.Server.AddressText} {seen.Server.Port} {seen.Interface?.Name} " +
            $"{seen.Operation}").ToList();
        var lines = Lines(baseline, "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "endpoint", "operation");
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Contains(line, calls));
    }

    [Theory]
    [InlineData("zeek_dce_rpc_ntlm.pcapng", "scripts.base.protocols.dce-rpc.dce_rpc_ntlm__ntlm.log")]
    [InlineData("zeek_ntlm-empty-av-sequence.pcap", "scripts.base.protocols.dce-rpc.ntlm-empty-av-pair-seq__ntlm.log")]
    public void Each_line_of_ntlm_log_is_a_handshake_between_the_same_ends(string capture, string baseline)
    {
        var seen = Captures.Observe(Captures.Require(capture))
            .Where(one => one.Kind is ObservationKind.Bind or ObservationKind.Logon or ObservationKind.Call)
            // A capture that starts in mid-stream: Zeek takes who speaks first for the client, we take who binds.
            .SelectMany(one => new[]
            {
                $"{one.Client.AddressText} {one.Client.Port} {one.Server.AddressText} {one.Server.Port}",
                $"{one.Server.AddressText} {one.Server.Port} {one.Client.AddressText} {one.Client.Port}"
            }).ToList();
        var lines = Lines(baseline, "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p");
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Contains(line, seen));
    }

    /// <summary>
    /// Zeek keeps a table of pipes of 5 and one of 100 here, and says how often it had to give one up; each of its lines is a request, each
    /// fid a pipe. Ours holds 1,024.
    /// </summary>
    [Theory]
    [InlineData("zeek_20-fids.pcap", "scripts.base.protocols.dce-rpc.dce-rpc-backing-size__out", 20)]
    [InlineData("zeek_20-fids-no-close.pcap", "scripts.base.protocols.dce-rpc.dce-rpc-backing-discard__out", 20)]
    public void Requests_and_pipes_are_as_many_as_Zeek_counts(string capture, string baseline, int pipes)
    {
        var lines = File.ReadAllLines(Captures.Require(Path.Combine("zeek-baselines", baseline)))
            .Where(line => line.StartsWith("dce_rpc_request", StringComparison.Ordinal)).ToList();
        var seen = Captures.Observe(Captures.Require(capture));
        Assert.NotEmpty(lines);
        Assert.Equal(lines.Count, seen.Count(one => one.Kind == ObservationKind.Call));
        Assert.Equal(pipes, lines.Select(line => line.Split(", ")[3]).Distinct().Count());
        Assert.Equal(pipes, seen.Count(one => one.Kind == ObservationKind.Bind));
        Assert.All(seen.Where(one => one.Kind == ObservationKind.Call), call => Assert.Equal("samr", call.Interface?.Name));
    }

    /// <summary>
    /// Each name in a weird.log: netlogon_dce_rpc_auth_type says that the verifier is Netlogon's own (68), which is the scheme of our bind
    /// and nothing odd; SMB_discarded_dce_rpc_analyzers that Zeek's table of pipes was full, which ours is not (above).
    /// </summary>
    [Theory]
    [InlineData("zeek_dce_rpc_netlogon.pcapng", "scripts.base.protocols.dce-rpc.dce_rpc_netlogon__weird.log", "netlogon_dce_rpc_auth_type")]
    [InlineData("zeek_20-fids-no-close.pcap", "scripts.base.protocols.dce-rpc.dce-rpc-backing-discard__weird.log",
        "SMB_discarded_dce_rpc_analyzers")]
    public void What_is_weird_to_Zeek_is_seen_by_its_name_or_is_Zeek_s_own(string capture, string baseline, string name)
    {
        Assert.Equal([name], Lines(baseline, "name"));
        var seen = Captures.Observe(Captures.Require(capture));
        Assert.DoesNotContain(seen, one => one.Kind == ObservationKind.Anomaly);
        var ends = Lines(baseline, "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p");
        Assert.All(
            ends, line => Assert.Contains(
            line, seen.Select(one => $"{one.Client.AddressText} {one.Client.Port} {one.Server.AddressText} {one.Server.Port}")));
        if (name == "netlogon_dce_rpc_auth_type")
            Assert.All(seen.Where(one => one.Kind == ObservationKind.Bind), bind => Assert.Equal("Netlogon", bind.Scheme));
    }

    /// <summary>
    /// analyzer.log: an NTLM challenge whose list of AV_PAIRs has no end. Zeek gives the connection up; here the bind is told, and nothing
    /// is made up about a logon.
    /// </summary>
    [Fact]
    public void A_list_of_pairs_without_an_end_ends_nothing_here()
    {
        const string baseline = "scripts.base.protocols.dce-rpc.ntlm-empty-av-pair-seq__analyzer.log";
        Assert.Equal(["NTLM AV Pair loop underflow"], Lines(baseline, "failure_reason"));
        var bind = Assert.Single(Captures.Observe(Captures.Require("zeek_ntlm-empty-av-sequence.pcap")));
        Assert.Equal((ObservationKind.Bind, "NTLM"), (bind.Kind, bind.Scheme));
        Assert.Equal([$"{bind.Client.AddressText} {bind.Client.Port} {bind.Server.AddressText} {bind.Server.Port}"],
            Lines(baseline, "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p"));
    }

    /// <summary>
    /// Three bind_acks, of which one has no terminator behind its secondary address: each of them accepts what was proposed.
    /// </summary>
    [Fact]
    public void A_bind_is_seen_for_each_secondary_address()
    {
        var lines = File.ReadAllLines(
            Captures.Require(Path.Combine("zeek-baselines", "scripts.base.protocols.dce-rpc.no-inband-null__out")))
            .Count(line => line.StartsWith("sec_addr", StringComparison.Ordinal));
        Assert.Equal(lines, Captures.Observe(Captures.Require("zeek_bind-ack-no-inband-null.pcap"))
            .Count(one => one.Kind == ObservationKind.Bind));
    }

    /// <summary>
    /// Zeek reads the client's name from the ticket with a keytab; without one it has nothing, and we have the realm and the service.
    /// </summary>
    [Fact]
    public void A_Kerberos_logon_has_the_realm_of_the_account_that_Zeek_decrypts()
    {
        var account = File.ReadAllLines(Captures.Require(Path.Combine("zeek-baselines", "scripts.base.protocols.krb.smb2_krb__.stdout")))
            .Single(line => !line.StartsWith('#'));
        var logon = Assert.Single(Captures.Observe(Captures.Require("zeek_smb2_krb.pcap")), one => one.Kind == ObservationKind.Logon);
        Assert.Equal(account.Split('@')[1], logon.Facts[Fact.Realm]);
        Assert.Equal("", logon.Account);
    }

    /// <summary>
    /// NTLM in SMB without SPNEGO around it: Zeek prints the session key, so it has read the message; we have the account.
    /// </summary>
    [Fact]
    public void A_raw_NTLM_logon_is_seen()
    {
        Captures.Require(Path.Combine("zeek-baselines", "scripts.base.protocols.smb.raw-ntlm__.stdout"));
        var logon = Assert.Single(Captures.Observe(Captures.Require("zeek_raw_ntlm_in_smb.pcap")), one =>
            one.Kind == ObservationKind.Logon);
        Assert.Equal(("NTLM", @"TEST-F7DFBC3FE9\test", 0L), (logon.Scheme, logon.Account, logon.Status));
    }

    /// <summary>A new file among the baselines must be compared as well.</summary>
    [Fact]
    public void There_are_no_other_baselines()
    {
        Captures.Require("zeek_20-fids.pcap");
        Assert.Equal(12, Directory.GetFiles(Path.Combine(Captures.Folder!, "zeek-baselines")).Length);
    }

    private static List<string> Lines(string baseline, params string[] fields)
    {
        var all = File.ReadAllLines(Captures.Require(Path.Combine("zeek-baselines", baseline)));
        var names = all.First(line => line.StartsWith("#fields", StringComparison.Ordinal)).Split('\t')[1..];
        return [.. all.Where(line => !line.StartsWith('#')).Select(line => line.Split('\t'))
            .Select(values => string.Join(' ', fields.Select(field => values[Array.IndexOf(names, field)])))];
    }
}
