using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Storage.Audit;

namespace Sekimori.Storage.Tests.Audit;

/// <summary>The forms that others read, as they read them.</summary>
public sealed partial class AuditExportTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, 250, TimeSpan.Zero);

    /// <summary>Against a log of Zeek's own tests (../shared/captures/zeek-baselines).</summary>
    [Fact]
    public void The_header_for_Zeek_is_that_of_its_own_logs()
    {
        if (Baseline() is not { } baseline)
        {
            Assert.Skip("../shared/captures/zeek-baselines is not here");
            return;
        }

        var own = File.ReadAllLines(baseline).Where(line => line[0] == '#' && !line.StartsWith("##", StringComparison.Ordinal)
            && !line.StartsWith("#open", StringComparison.Ordinal) && !line.StartsWith("#close", StringComparison.Ordinal));
        Assert.Equal(own, AuditExport.Header("zeek").Split('\n'));
    }

    [Fact]
    public void A_log_for_Zeek_has_a_type_for_each_field_and_each_value_is_of_its_type()
    {
        var header = AuditExport.Header("zeek").Split('\n');
        var fields = header.Single(line => line.StartsWith("#fields\t", StringComparison.Ordinal)).Split('\t')[1..];
        var types = header.Single(line => line.StartsWith("#types\t", StringComparison.Ordinal)).Split('\t')[1..];
        var rows = Calls().Select(line => AuditExport.Convert("zeek", line, "host")!.Split('\t')).ToList();
        Assert.All(rows, row => Assert.Equal(fields.Length, row.Length));
        foreach (var row in rows)
        {
            for (var at = 0; at < row.Length; at++)
            {
                Assert.NotEqual("", row[at]);
                if (row[at] == "-") continue;
                var isOfType = types[at] switch
                {
                    "time" or "interval" => SecondsText().IsMatch(row[at]),
                    "addr" => IPAddress.TryParse(row[at], out _) && !row[at].Contains('%', StringComparison.Ordinal),
                    "port" => ushort.TryParse(row[at], NumberStyles.None, CultureInfo.InvariantCulture, out _),
                    "string" => !row[at].Any(char.IsControl),
                    _ => false,
                };
                Assert.True(isOfType, $"{fields[at]} ({types[at]}): {row[at]}");
            }
        }
        Assert.Equal(["1767268800.250000", "10.0.0.5", "4711", "127.0.0.1", "49670", "49670", "svcctl", "CreateServiceW"],
            (string[])[rows[0][0], .. rows[0][2..6], .. rows[0][7..]]);
        Assert.Equal(["unknown-11111111-2222-3333-4444-555555555555", "unknown-7"], rows[1][8..]);
        Assert.Equal(@"a\x09b", rows[2][7]);
        Assert.Null(AuditExport.Convert("zeek", """{"type":"logon","time":"2026-01-01T00:00:00Z"}""", "host"));
    }

    [Fact]
    public void An_event_3_has_the_fields_that_rules_for_RPC_firewall_ask_for()
    {
        foreach (var line in Calls())
        {
            var root = JsonDocument.Parse(AuditExport.Convert("rpcfw", line, "host")!).RootElement;
            Assert.Equal(("RPCFW", 3), (root.GetProperty("EventLog").GetString(), root.GetProperty("EventID").GetInt32()));
            Assert.True(Guid.TryParseExact(root.GetProperty("InterfaceUuid").GetString(), "D", out _));
            Assert.True(ushort.TryParse(root.GetProperty("OpNum").GetString(), out _));
        }
    }

    [Fact]
    public void An_event_of_ECS_keeps_to_its_words_and_types()
    {
        string[] others =
        [
            "{" + Encoding.UTF8.GetString(
                AuditLine.Members(Seen(ObservationKind.Logon, status: 5), new Verdict(true, null, 0, AuditDemand.Line))) + "}",
            "{" + Encoding.UTF8.GetString(AuditLine.Members("head", Noon, [new("head_seq", "1")])) + "}",
        ];
        var events = Calls().Concat(others).Select(line => JsonDocument.Parse(AuditExport.Convert("ecs", line, "host")!).RootElement)
            .ToList();
        foreach (var one in events)
        {
            var what = one.GetProperty("event");
            Assert.Contains(what.GetProperty("kind").GetString(), (string[])["event", "alert"]);
            Assert.Contains(what.GetProperty("outcome").GetString(), (string[])["success", "failure", "unknown"]);
            Assert.All(what.GetProperty("category").EnumerateArray(), category =>
                Assert.Contains(category.GetString(), (string[])["network", "authentication", "configuration"]));
            Assert.All(what.GetProperty("type").EnumerateArray(), type =>
                Assert.Contains(type.GetString(), (string[])["start", "allowed", "denied", "change", "info", "connection"]));
            Assert.True(one.GetProperty("@timestamp").TryGetDateTimeOffset(out _));
            if (!one.TryGetProperty("source", out var source)) continue;
            Assert.True(IPAddress.TryParse(source.GetProperty("ip").GetString(), out var address)
                && (address.AddressFamily == AddressFamily.InterNetwork || address.ScopeId == 0));
            Assert.Equal(JsonValueKind.Number, source.GetProperty("port").ValueKind);
        }
        Assert.Equal("failure", events[^2].GetProperty("event").GetProperty("outcome").GetString());
        Assert.Equal("authentication", events[^2].GetProperty("event").GetProperty("category")[0].GetString());
    }

    private static IEnumerable<string> Calls()
    {
        Observation[] seen =
        [
            Seen(ObservationKind.Call), Seen(
                ObservationKind.Call, known: InterfaceCatalogue.Get(new("11111111-2222-3333-4444-555555555555")), opnum: 7),
            Seen(ObservationKind.Call, account: "ev\"il]\nx\\", pipe: "a\tb"), Seen(ObservationKind.Call, client: "fe80::1%3"),
        ];
        return seen.Select(one => "{" + Encoding.UTF8.GetString(AuditLine.Members(one, new Verdict(false, null, 5, AuditDemand.Line)))
            + "}");
    }

    private static Observation Seen(
        ObservationKind kind, string client = "10.0.0.5", string account = @"LAB\alice", string pipe = "", RpcInterface? known = null,
        int opnum = 12, long status = -1) => new()
        {
            Time = Noon, Source = ObservationSource.Server, Kind = kind, Client = new(IPAddress.Parse(client), 4711),
            Server = new(IPAddress.Loopback, 49670), Account = account, Pipe = pipe,
            Interface = known ?? InterfaceCatalogue.Find("svcctl")[0], Opnum = opnum, Status = status,
        };

    private static string? Baseline()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "shared", "captures", "zeek-baselines");
            if (Directory.Exists(folder))
                return Directory.GetFiles(folder, "*__dce_rpc.log").Order(StringComparer.Ordinal).FirstOrDefault();
        }
        return null;
    }

    [GeneratedRegex("^[0-9]+\\.[0-9]{6}$")]
    private static partial Regex SecondsText();
}
