using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Storage.Audit;

namespace Sekimori.Server.Tests.Guarding;

/// <summary>What was handed to the guard is on record, also if nothing comes after it.</summary>
public sealed class ObservationPumpTests : IAlertSink
{
    private const string Rule = """
        title: A command
        id: 5c1f7f86-43d5-4c5f-9d6c-9a4f3f6b2c11
        logsource: { product: sekimori, category: wsman }
        detection: { selection: { command_line|contains: never }, condition: selection }
        level: low
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PolicyHolder NoRules => new(GuardedServer.Compile("version: 1\nrules: []\n"));

    void IAlertSink.OnAlert(Alert alert)
    {
    }

    // The long text makes the record late: the rules have its observation before it is composed. Nobody else comes who would have it
    // written.
    [Fact]
    public async Task A_record_is_written_however_soon_the_rules_have_seen_its_observation()
    {
        var folder = Directory.CreateTempSubdirectory("sekimori-pump-").FullName;
        try
        {
            await using var audit = AuditLog.Open(new() { Folder = folder, HasIndex = false }, TimeProvider.System);
            var detection = new DetectionEngine(RuleSet.Read([("rules.yml", Rule)]), this);
            await using var pump = Pump(new() { Policy = NoRules, Audit = audit, Detection = detection });
            var text = new string('ä', 4 << 20);
            for (var round = 1; round <= 30; round++)
            {
                await pump.AddAsync(new(Seen("short"), null, IsWritten: true));
                await pump.AddAsync(new(Seen(text), null, IsWritten: true));
                while (pump.Waiting > 0) await Task.Delay(1, Token);
                Assert.Equal(2 * round, AuditFiles.All(folder).Sum(
                    file => File.ReadLines(file).Count(line => line.Contains("\"type\":\"request\"", StringComparison.Ordinal))));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A connection that ends while the server stops is reported behind the guard's end.
    [Fact]
    public async Task What_comes_after_the_end_is_no_error()
    {
        var pump = Pump(new() { Policy = NoRules });
        await pump.DisposeAsync();
        await pump.AddAsync(new(Seen("late"), null, IsWritten: true));
    }

    // An observation and the stop at once are one event: it once woke the pump for the observation alone, and no server ended.
    [Fact]
    public async Task It_ends_whatever_comes_at_the_same_time()
    {
        for (var round = 0; round < 2000; round++)
        {
            var pump = Pump(new() { Policy = NoRules });
            using var together = new Barrier(2);
            var adding = Task.Run(async () =>
            {
                together.SignalAndWait(Token);
                for (var count = 0; count < 3; count++) await pump.AddAsync(new(Seen("now"), null, IsWritten: true));
            }, Token);
            together.SignalAndWait(Token);
            await pump.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1), Token);
            await adding;
        }
    }

    private static ObservationPump Pump(LiveGuardOptions options) => new(options, NullLogger.Instance, TimeProvider.System);

    private static Observation Seen(string command)
    {
        var facts = new FactSet();
        facts.Add(Fact.CommandLine, command);
        return new()
        {
            Time = DateTimeOffset.UnixEpoch, Source = ObservationSource.Server, Kind = ObservationKind.Request,
            Client = new(IPAddress.Loopback, 50_000), Server = new(IPAddress.Loopback, 5985), Transport = Transport.Http, Facts = facts,
        };
    }
}
