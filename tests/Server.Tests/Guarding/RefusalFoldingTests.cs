using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Storage.Audit;

namespace Sekimori.Server.Tests.Guarding;

/// <summary>A flood of refused addresses and the audit log: few lines, and none uncounted.</summary>
public sealed class RefusalFoldingTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Verdict Denied = new(false, null, 5, AuditDemand.Line);

    [Fact]
    public void What_one_address_repeats_within_a_second_is_one_line_with_their_number()
    {
        var (folding, lines) = (new RefusalFolding(), new AuditLines());
        for (var at = 0; at < 1000; at++) folding.Take(Refused("192.0.2.7", Begin.AddMilliseconds(at / 2)), lines);
        Assert.Equal(1, lines.Count);
        folding.Tick(Begin.AddSeconds(1), lines);
        var told = Read(lines[1]);
        Assert.Equal(("connect", "192.0.2.7", "deny", 999),
            (told.GetProperty("type").GetString(), told.GetProperty("client").GetString(), told.GetProperty("verdict").GetString(),
            told.GetProperty("folded").GetInt32()));
        Assert.Equal(2, lines.Count);
        Assert.False(folding.IsOpen);
    }

    [Theory]
    [InlineData("192.0.2.", "192.0.2.0/24")]
    [InlineData("2001:db8:0:1::", "2001:db8:0:1::/64")]
    public void Neighbours_share_what_their_network_may_have(string prefix, string network)
    {
        var (folding, lines) = (new RefusalFolding(), new AuditLines());
        for (var at = 1; at <= 200; at++) folding.Take(Refused($"{prefix}{at}", Begin), lines);
        Assert.Equal(RefusalFolding.LinesPerNetwork, lines.Count);
        // Somebody elsewhere is seen nevertheless.
        folding.Take(Refused("198.51.100.1", Begin), lines);
        Assert.Equal(RefusalFolding.LinesPerNetwork + 1, lines.Count);
        folding.Tick(Begin.AddSeconds(1), lines);
        var told = Read(lines[lines.Count - 1]);
        Assert.Equal(("refusals", network, "180"),
            (told.GetProperty("type").GetString(), told.GetProperty("network").GetString(), told.GetProperty("folded").GetString()));
    }

    [Fact]
    public void Ten_minutes_of_flood_from_a_million_addresses_are_a_few_hundred_lines_and_each_refusal_is_counted()
    {
        var (folding, lines, random) = (new RefusalFolding(), new AuditLines(), new Random(5));
        const int Flood = 600_000;
        for (var at = 0; at < Flood; at++)
            folding.Take(
                Refused(new IPAddress([100, (byte)random.Next(64), (byte)random.Next(256), (byte)random.Next(256)]).ToString(),
                Begin.AddMilliseconds(at)), lines);
        folding.End(Begin.AddMinutes(10), lines);
        long counted = 0;
        foreach (var line in All(lines).Select(line => Read(line)))
            counted += line.TryGetProperty("folded", out var folded) ? folded.ValueKind == JsonValueKind.Number ? folded.GetInt64()
                : long.Parse(folded.GetString()!, System.Globalization.CultureInfo.InvariantCulture) : 1;
        Assert.Equal(Flood, counted);
        Assert.InRange(lines.Count, 100, 2500);
        // At this rate a day is less than a tenth of the gigabyte that is kept.
        Assert.True(All(lines).Sum(line => (long)line.Length + 160) * 144 < 100 << 20,
            $"{All(lines).Sum(line => (long)line.Length)} bytes in ten minutes");
    }

    [Fact]
    public void Whoever_has_proved_who_they_are_is_a_line_each_time_and_so_is_whoever_was_let_in()
    {
        Assert.True(RefusalFolding.MayFold(Refused("192.0.2.7", Begin)));
        Assert.False(RefusalFolding.MayFold(new(Seen("192.0.2.7", Begin, ObservationKind.Logon), Denied, true)));
        Assert.False(RefusalFolding.MayFold(new(Seen("192.0.2.7", Begin, ObservationKind.Bind, "alice"), Denied, true)));
        Assert.False(
            RefusalFolding.MayFold(
            new(Seen("192.0.2.7", Begin, ObservationKind.Connect), new Verdict(true, null, 0, AuditDemand.Line), true)));
    }

    [Fact]
    public async Task A_flood_through_the_guard_leaves_the_log_small_whatever_the_policy_requires()
    {
        var folder = Directory.CreateTempSubdirectory("sekimori-flood-").FullName;
        try
        {
            await using (var audit = AuditLog.Open(new() { Folder = folder, HasIndex = false }, TimeProvider.System))
            {
                await using var guard = new LiveGuard(
                    new()
                    {
                        Policy = new(new(PolicyReader.Read("p.yml", "version: 1\naudit: required\nrules: []\n", InterfaceCatalogue.Names))),
                        Audit = audit
                    }, NullLogger<LiveGuard>.Instance, TimeProvider.System);
                for (var at = 0; at < 20_000; at++)
                    Assert.Null(
                        guard.Admit(new IPEndPoint(new IPAddress([100, 64, (byte)(at >> 8), (byte)at]), 50_000),
                        new(IPAddress.Loopback, 135)));
                await guard.NotAdmittedAsync(new IPEndPoint(IPAddress.Parse("203.0.113.9"), 50_000), new(IPAddress.Loopback, 135));
            }
            var lines = AuditFiles.All(folder).SelectMany(File.ReadAllLines).ToList();
            Assert.InRange(lines.Count, 10, 400);
            Assert.Contains(lines, line => line.Contains("\"type\":\"refusals\"", StringComparison.Ordinal)
                && line.Contains("\"network\":\"others\"", StringComparison.Ordinal));
            using var key = AuditKey.Open(folder);
            Assert.Empty(AuditVerifier.Run(folder, key.PublicPem).Faults);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static PendingRecord Refused(string client, DateTimeOffset time) =>
        new(Seen(client, time, ObservationKind.Connect), Denied, true);

    private static Observation Seen(string client, DateTimeOffset time, ObservationKind kind, string account = "") => new()
    {
        Time = time, Source = ObservationSource.Server, Kind = kind, Client = new(IPAddress.Parse(client), 50_000),
        Server = new(IPAddress.Loopback, 135), Transport = Transport.Tcp, Account = account,
    };

    private static IEnumerable<byte[]> All(AuditLines lines) => Enumerable.Range(0, lines.Count).Select(at => lines[at].ToArray());

    private static JsonElement Read(ReadOnlySpan<byte> members) =>
        JsonDocument.Parse("{" + Encoding.UTF8.GetString(members) + "}").RootElement;
}
