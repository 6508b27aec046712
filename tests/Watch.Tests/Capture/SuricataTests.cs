using System.Globalization;
using System.Text.RegularExpressions;
using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Capture.Tests;

/// <summary>
/// What Suricata's own tests expect of its captures, compared with our observations: every check is compared, or <see cref="Reason"/> says
/// why it cannot be. An alert of Suricata's stands for the calls or binds that its rule selects.
/// </summary>
public partial class SuricataTests
{
    /// <summary>
    /// Members that say where in Suricata something was seen, or what our observations leave out: they do not select among the records of
    /// these captures.
    /// </summary>
    private static readonly string[] Aside =
    [
        "event_type", "pcap_cnt", "proto", "dcerpc.req.frag_cnt", "dcerpc.res.frag_cnt", "dcerpc.res.stub_data_size", "dcerpc.response",
        "alert.gid", "alert.rev", "alert.signature",
        "alert.category", "alert.severity", "alert.action",
    ];

    /// <summary>Rules of Suricata's that look into payloads for what we have as a fact.</summary>
    private static readonly Dictionary<string, Func<Observation, bool>> Contents = new()
    {
        ["20166330"] = seen => seen is { Kind: ObservationKind.Call, Opnum: 26 } && seen.Facts[Fact.ZeroCredential] == "true"
            && seen.Facts[Fact.NegotiateFlags] == "0x212fffff",
        ["20166331"] = seen => seen is { Kind: ObservationKind.Call, Opnum: 30 } && seen.Facts[Fact.ZeroCredential] == "true",
    };

    public static TheoryData<string, int> Checks
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var check in SuricataCheck.All.Where(check => Reason(check) is null)) data.Add(check.File, check.Number);
            if (data.Count == 0) data.Add("shared", 0);
            return data;
        }
    }

    [Theory, MemberData(nameof(Checks))]
    public void What_is_seen_is_as_much_as_Suricata_expects(string file, int number)
    {
        var seen = Captures.Observe(Captures.Require(file));
        var check = SuricataCheck.All.Single(one => one.File == file && one.Number == number);
        var count = check.Type switch
        {
            "alert" => Alerts(seen, file, check.Match["alert.signature_id"]),
            "smb" => Records(seen, check.Match),
            // Without anything to select by, Suricata has a record for each bind and each call.
            _ => check.Match.Count == 1 ? Records(seen, check.Match) : Calls(seen, check.Match),
        };
        Assert.Equal(KnownDifferences.OfSuricata.GetValueOrDefault((file, number), check.Count), count);
    }

    [Fact]
    public void Every_other_check_has_a_reason()
    {
        Captures.Require("sv_zerologon.pcap");
        var others = SuricataCheck.All.Where(check => Reason(check) is not null).GroupBy(check => Reason(check)!)
            .ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(new Dictionary<string, int> { [Stub] = 13, [Flow] = 3, [Smb] = 10, [Counters] = 2 }, others);
        Assert.Equal(34, SuricataCheck.All.Count(check => Reason(check) is null));
    }

    private const string Stub = "looks for bytes in arguments: an observation has what they say, not the bytes",
        Flow = "Suricata's record of a flow", Counters = "Suricata's own counters",
        Smb = "commands of SMB on sessions, trees and files: ours begin with the pipe";

    private static string? Reason(SuricataCheck check) => check.Type switch
    {
        "stats" => Counters,
        "flow" => Flow,
        "smb" => check.Match.Keys.All(key => key is "event_type" or "smb.dcerpc.call_id" or "smb.dcerpc.request") && check.Match.Count > 1
            ? null
            : Smb,
        "alert" => Contents.ContainsKey(check.Match["alert.signature_id"])
            || !LooksIntoStub(Rule(check.File, check.Match["alert.signature_id"])) ? null : Stub,
        _ => null,
    };

    private static bool LooksIntoStub(string rule) => Stubs().IsMatch(rule);

    /// <summary>A rule that names no direction matches the answer of a call as well.</summary>
    private static int Alerts(List<Observation> seen, string file, string id)
    {
        if (Contents.TryGetValue(id, out var content)) return seen.Count(content);
        var rule = Rule(file, id);
        if (UuidOnTheWire().Match(rule) is { Success: true } bytes)
        {
            var uuid = new Guid(Convert.FromHexString(bytes.Groups[1].Value.Replace(" ", "", StringComparison.Ordinal)));
            return Pdus(seen.Where(one => one.Kind == ObservationKind.Bind && one.Interface!.Uuid == uuid));
        }
        var wanted = Interface().Match(rule);
        var calls = seen.Where(one => one.Kind == ObservationKind.Call && one.Interface?.UuidText == wanted.Groups[1].Value);
        if (Opnum().Match(rule) is { Success: true } opnum)
            calls = calls.Where(one => one.Opnum == int.Parse(opnum.Groups[1].Value, CultureInfo.InvariantCulture));
        if (wanted.Groups[2].Success)
        {
            var version = int.Parse(wanted.Groups[3].Value, CultureInfo.InvariantCulture);
            calls = calls.Where(one => int.Parse(one.Version.Split('.')[0], CultureInfo.InvariantCulture) is var major
                && (wanted.Groups[2].Value == "=" ? major == version : major > version));
        }
        return calls.Count() * (rule.Contains("to_server", StringComparison.Ordinal) ? 1 : 2);
    }

    private static int Calls(List<Observation> seen, IReadOnlyDictionary<string, string> match)
    {
        var calls = seen.Where(one => one.Kind == ObservationKind.Call);
        foreach (var (key, value) in match)
            calls = key switch
            {
                "dcerpc.interfaces[0].uuid" => calls.Where(one => one.Interface?.UuidText == value),
                "dcerpc.req.opnum" => calls.Where(one => one.Opnum == Number(value)),
                "dcerpc.interfaces[0].service" =>
                    calls.Where(one => string.Equals(one.Interface?.Name, value, StringComparison.OrdinalIgnoreCase)),
                "dcerpc.interfaces[0].procedure" =>
                    calls.Where(one => string.Equals(one.Operation, value, StringComparison.OrdinalIgnoreCase)),
                "dcerpc.call_id" or "dcerpc.seqnum" => calls.Where(one => one.CallId == Number(value)),
                // These packets say that they are big-endian; Suricata reads the activity little-endian, tshark as we do.
                "dcerpc.activityuuid" =>
                    calls.Where(one => one.Facts[Fact.Activity] == new Guid(new Guid(value).ToByteArray(), bigEndian: true).ToString()),
                // Suricata counts the UUID of the object, if there is one, as part of the arguments: 16 bytes.
                "dcerpc.req.stub_data_size" => calls.Where(one => one.Bytes == Number(value) || one.Bytes + 16 == Number(value)),
                "dcerpc.request" => calls.Where(_ => value == "REQUEST"),
                "dcerpc.rpc_version" => calls.Where(one => (one.Transport == Transport.Udp ? "4.0" : "5.0") == value),
                "src_ip" => calls.Where(one => one.Client.AddressText == value),
                "dest_ip" => calls.Where(one => one.Server.AddressText == value),
                "src_port" => calls.Where(one => one.Client.Port == Number(value)),
                "dest_port" => calls.Where(one => one.Server.Port == Number(value)),
                _ => Aside.Contains(key) ? calls : throw new InvalidOperationException($"{key} is compared with nothing"),
            };
        return calls.Count();
    }

    /// <summary>Binds and calls, one for each PDU.</summary>
    private static int Records(List<Observation> seen, IReadOnlyDictionary<string, string> match)
    {
        var id = match.TryGetValue("smb.dcerpc.call_id", out var text) ? Number(text) : -1;
        var all = seen.Where(one => id < 0 || one.CallId == id).ToList();
        var kind = match.GetValueOrDefault("smb.dcerpc.request", "");
        return (kind == "REQUEST" ? 0 : Pdus(all.Where(one => one.Kind == ObservationKind.Bind)))
            + (kind == "BIND" ? 0 : all.Count(one => one.Kind == ObservationKind.Call));
    }

    /// <summary>A bind of several contexts makes several observations.</summary>
    private static int Pdus(IEnumerable<Observation> binds) =>
        binds.DistinctBy(one => (one.Time, one.CallId, one.Client.Port, one.Pipe)).Count();

    private static string Rule(string file, string id) =>
        Directory.GetFiles(Captures.Folder!, file + "*.rules")
        .SelectMany(path => File.ReadAllText(path).Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
        .Single(rule => rule.Contains($"sid:{id};", StringComparison.Ordinal) || rule.Contains($"sid: {id};", StringComparison.Ordinal));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("dce_stub_data|dsize")]
    private static partial Regex Stubs();

    [GeneratedRegex(@"dce(?:rpc\.|_)iface:\s*([0-9a-f-]{36})(?:,([=>])(\d+))?")]
    private static partial Regex Interface();

    [GeneratedRegex(@"dce(?:rpc\.|_)opnum:\s*(\d+)")]
    private static partial Regex Opnum();

    [GeneratedRegex(@"content:""\|((?:[0-9a-f]{2} ){15}[0-9a-f]{2})\|""")]
    private static partial Regex UuidOnTheWire();
}
