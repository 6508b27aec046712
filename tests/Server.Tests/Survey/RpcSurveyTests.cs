using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Guard;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Towers;
using Sekimori.Security.Credentials;
using Sekimori.Server.Rpc;
using Sekimori.Survey;
using Sekimori.Survey.Logon;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Survey;

/// <summary>Our own RPC server with a mapper and a port of services: weak, and with everything closed.</summary>
[Trait("Size", "Large")]
public sealed class RpcSurveyTests
{
    private const string Spooler = "12345678-1234-abcd-ef00-0123456789ab", Services = "367abb81-9844-35f1-ad32-98f038001003",
        Samr = "12345778-1234-abcd-ef00-0123456789ac", Netlogon = "12345678-1234-abcd-ef00-01234567cffb", Unlisted =
        "c681d488-d850-11d0-8c52-00c04fd90f7e", Enrolment = "91ae6020-9e3c-11cf-8d7c-00aa00c091be";

    [Fact]
    public async Task A_weak_server_has_the_findings_of_RPC()
    {
        await using var host = await RpcHost.StartAsync(isWeak: true);
        // A port that the map names, and nobody listens on.
        host.Map.Register(new EndpointEntry(Guid.Empty, new TowerBinding(new SyntaxId(new(Services), 2, 0), SyntaxId.Ndr20,
            ProtocolSequence.Tcp, "1", ""), "gone", isOwn: true));
        var outcomes = await OutcomesAsync(host, Vantage.Users);
        foreach (var id in (string[])["E01", "E07", "R01", "R03", "R05", "R06", "R07", "R08", "R10", "R11"])
            Assert.Contains(outcomes[id], one => one.Outcome == Outcome.Fail);
    }

    [Fact]
    public async Task A_closed_server_passes_them()
    {
        await using var host = await RpcHost.StartAsync(isWeak: false);
        var outcomes = await OutcomesAsync(host, Vantage.Users);
        foreach (var id in (string[])["R01", "R02", "R10"])
            Assert.Contains(outcomes[id], one => one.Outcome == Outcome.Pass);
        foreach (var id in (string[])["R01", "R02", "R03", "R05", "R07", "R08", "R10"])
            Assert.DoesNotContain(outcomes[id], one => one.Outcome == Outcome.Fail);
    }

    [Fact]
    public async Task A_server_that_names_its_ports_and_denies_its_services_passes_what_an_open_one_fails()
    {
        await using var host = await RpcHost.StartAsync(isWeak: true, fault: RpcStatus.AccessDenied);
        var outcomes = await OutcomesAsync(host, Vantage.Inside);
        foreach (var id in (string[])["E07", "R03", "R07", "R08", "R11"])
            Assert.Contains(outcomes[id], one => one.Outcome == Outcome.Pass);
        Assert.All(outcomes["R06"], one => Assert.NotEqual(Sekimori.Posture.Checks.Severity.Medium, one.Severity));
    }

    [Theory]
    [InlineData(ProtectionLevel.Connect, "connect", "Fail"), InlineData(ProtectionLevel.Packet, "packet", "Pass")]
    [InlineData(ProtectionLevel.Integrity, "integrity", "Pass"), InlineData(ProtectionLevel.Privacy, "privacy", "Pass")]
    public async Task The_least_level_is_found(ProtectionLevel least, string level, string expected)
    {
        var outcome = Enum.Parse<Outcome>(expected);
        await using var host = await RpcHost.StartAsync(isWeak: true, least: least);
        var facts = await AskAsync(host);
        await new RpcLogonQuestions("127.0.0.1", Options(host), Logon(), facts).AskAsync(TestContext.Current.CancellationToken);
        Assert.Equal(level, facts.Of(FactId.RpcLevel).Single(fact => fact.Subject.EndsWith(Samr, StringComparison.Ordinal)).Value);
        Assert.Contains(Evaluator.Evaluate(facts, new(DateTimeOffset.UtcNow)), one => one.Check.Id == "R04"
            && one.Subject.EndsWith(Samr, StringComparison.Ordinal) && one.Outcome == outcome);
    }

    [Theory]
    [InlineData(0x80070057u, "Fail"), InlineData(0x80070005u, "Pass"), InlineData(0x80000009u, "Pass")]
    public async Task An_authority_that_takes_requests_at_level_connect_is_a_finding(uint status, string expected)
    {
        var outcome = Enum.Parse<Outcome>(expected);
        await using var host = await RpcHost.StartAsync(isWeak: true, enrolment: status);
        var facts = await AskAsync(host);
        await new RpcLogonQuestions("127.0.0.1", Options(host), Logon() with { AsksLevels = false }, facts)
            .AskAsync(TestContext.Current.CancellationToken);
        Assert.Contains(Evaluator.Evaluate(facts, new(DateTimeOffset.UtcNow)), one => one.Check.Id == "R14" && one.Outcome == outcome);
    }

    private static LogonOptions Logon() => new(@"LAB\alice", new PasswordCredential("alice", "LAB", "Passw0rd")) { AsksLevels = true };

    private static SurveyOptions Options(RpcHost host) => new()
    {
        WithNeighbours = false, MapperPort = host.Port, HttpPort = 1, HttpsPort = 1,
    };

    private static Task<HostFacts> AskAsync(RpcHost host) =>
        new HostSurvey("127.0.0.1", Options(host)).AskAsync(TestContext.Current.CancellationToken);

    private static async Task<ILookup<string, Finding>> OutcomesAsync(RpcHost host, Vantage vantage) =>
        Evaluator.Evaluate(await AskAsync(host), new(DateTimeOffset.UtcNow, vantage)).ToLookup(one => one.Check.Id);

    private sealed class RpcHost(RpcServer server, EndpointMap map, int port) : IAsyncDisposable
    {
        public EndpointMap Map => map;

        public int Port => port;

        public static async Task<RpcHost> StartAsync(
            bool isWeak, uint fault = 0x6f7, ProtectionLevel least = ProtectionLevel.None, uint enrolment = 0)
        {
            var server = new RpcServer(new RpcServerOptions { Security = new Credentials().Acceptor }, NullLoggerFactory.Instance);
            var mapper = await server.BindTcpAsync(IPAddress.Loopback, 0);
            var services = await server.BindTcpAsync(IPAddress.Loopback, 0);
            var map = new EndpointMap();
            var level = isWeak ? ProtectionLevel.None : ProtectionLevel.Integrity;
            var answer = fault == RpcStatus.AccessDenied ? (Func<RpcCall, int, byte[]?>)((_, _) => null) : (_, _) => new byte[40];
            (string Uuid, ushort Major)[] known = [(Spooler, 1), (Services, 2), (Samr, 1), (Netlogon, 1)];
            services.Serve(map, _ => null, level,
            [
                .. known.Select(one => (new ServedInterface(new ScriptedCalls(one.Uuid, one.Major, answer, fault),
                    isWeak ? least : level), "")),
                (new ServedInterface(new ScriptedCalls(Enrolment, 0,
                    (_, _) => [.. new byte[32], .. BitConverter.GetBytes(enrolment)])), ""),
            ]);
            services.ServeUnregistered([new(new ScriptedCalls(Unlisted, 1, answer, fault), level)]);
            mapper.Serve(map, _ => null, level, (new ServedInterface(new EndpointMapperService(map), level), "Endpoint mapper"));
            server.Start();
            return new(server, map, ((IPEndPoint)mapper.Address).Port);
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
